/** Steps of a publication, in order. */
export const phases = ['rows', 'indices', 'documents', 'search', 'check', 'hash', 'publish'] as const;
export type Phase = (typeof phases)[number];

/** How a snapshot is identified inside and outside. */
export interface SnapshotIdentity {
  readonly snapshotId: string;
  /** ISO 8601, UTC. */
  readonly generatedAt: string;
  /** Of its publication; what changed in it is known by this number. */
  readonly sequence: number;
}

/** Row counts of the read model, for the manifest. */
export interface SnapshotCounts {
  readonly playlists: number;
  readonly tracks: number;
  readonly files: number;
  readonly covers: number;
  readonly artists: number;
  readonly toplists: number;
}

export interface BuildRequest {
  /** The catalogue database; opened read-only (behaviour 146). */
  readonly source: string;
  /** Where the read model is written; must not exist. */
  readonly target: string;
  /** Where the file for the origin is written; must not exist. Without it the catalogue says where files are. */
  readonly originTarget?: string;
  /** The database of the current publication, to tell what changed; without a readable one everything did. */
  readonly previous?: string;
  /** The hash that `previous` must have to be built upon; without it everything is built anew. */
  readonly previousSha256?: string;
  /** Build everything anew, even if little changed. */
  readonly full?: boolean;
  /** Where the difference to `previous` is written, packed, if the build is incremental; must not exist. */
  readonly deltaTarget?: string;
  /**
   * Called once with the SHA-256 of the rows, before the expensive part begins. `undefined` ends the build: this
   * content is already published.
   */
  identify(contentHash: string): SnapshotIdentity | undefined;
  /** Called as each phase begins. */
  onPhase(phase: Phase): void;
  readonly signal: AbortSignal;
}

/** By what a file is known. */
export interface FileSeal {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** The packed difference to an earlier snapshot; see `applyDelta`. */
export interface BuiltDelta extends FileSeal {
  readonly file: string;
  readonly fromSnapshotId: string;
}

/** A finished, checked and synced file. */
export interface BuiltSnapshot {
  readonly identity: SnapshotIdentity;
  readonly counts: SnapshotCounts;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The file for the origin, if one was asked for. */
  readonly origin?: FileSeal;
  /** `incremental`: the previous database with its changed rows. Absent if the builder does not tell. */
  readonly kind?: 'full' | 'incremental';
  /** Rows that an incremental build changed. */
  readonly changedRows?: number;
  /** Of an incremental build, if one was asked for. */
  readonly delta?: BuiltDelta;
}

/** A build, or the news that `identify` already knew the content. */
export type BuildOutcome = { readonly built: BuiltSnapshot; readonly unchanged: false } | { readonly unchanged: true };

/** Makes the read model of a catalogue. */
export interface SnapshotBuilder {
  /**
   * Leaves nothing at `target` unless it resolves with a build.
   * @throws Fault `not_found` (no source), `data_corrupt` (not a database, or not a catalogue), `disk_full`,
   * `canceled`, `permission_denied`
   */
  build(request: BuildRequest): Promise<BuildOutcome>;
}

/** Compresses what travels. */
export interface SnapshotPacker {
  /** Leaves nothing at `target` unless it resolves. @throws Fault `disk_full`, `canceled`, `permission_denied` */
  pack(source: string, target: string, signal: AbortSignal): Promise<void>;
}
