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
  /** The database of the current publication, to tell what changed; without a readable one everything did. */
  readonly previous?: string;
  /**
   * Called once with the SHA-256 of the rows, before the expensive part begins. `undefined` ends the build: this
   * content is already published.
   */
  identify(contentHash: string): SnapshotIdentity | undefined;
  /** Called as each phase begins. */
  onPhase(phase: Phase): void;
  readonly signal: AbortSignal;
}

/** A finished, checked and synced file. */
export interface BuiltSnapshot {
  readonly identity: SnapshotIdentity;
  readonly counts: SnapshotCounts;
  readonly sha256: string;
  readonly sizeBytes: number;
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
