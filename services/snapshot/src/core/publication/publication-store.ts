import type { Manifest } from '@catalogsync/snapshot-format';

/** A manifest as written: exactly these bytes are signed. */
export interface SignedManifest {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
  /** Detached JWS over the bytes; `undefined` if no signing key is configured. */
  readonly signature: string | undefined;
}

/** One snapshot that can be read. */
export interface PublishedSnapshot {
  readonly manifest: Manifest;
  /** True for the snapshot that readers follow. */
  readonly current: boolean;
  /** The snapshots to which it is published what changed since. */
  readonly deltaBases?: readonly string[];
}

/** A place for a database that is not published yet. */
export interface Staging {
  /** Where the builder writes. */
  readonly file: string;
  /** Where it writes the file for the origin. */
  readonly originFile: string;
  /** Where the compressed forms of the two go. */
  readonly packedFile: string;
  readonly packedOriginFile: string;
  /** Where the changes since an earlier snapshot go. */
  deltaFile(fromSnapshotId: string): string;
  /** Removes what was written, unless it has been published. Never throws. */
  discard(): Promise<void>;
}

/** The target of a publication: a publication folder, or a flat folder with one snapshot. */
export interface PublicationTarget {
  /** Whole snapshots, highest sequence first. Damaged ones are left out. */
  list(): Promise<readonly PublishedSnapshot[]>;
  /** Where a listed snapshot's database is. */
  databaseOf(manifest: Manifest): string;
  /** @throws Fault `disk_full`, `permission_denied` */
  stage(): Promise<Staging>;
  /** Moves the staged file into place and then announces it to readers, manifest last. */
  add(staging: Staging, signed: SignedManifest): Promise<void>;
  /** Announces an existing snapshot to readers, by another manifest. */
  reissue(signed: SignedManifest): Promise<void>;
}

/** A folder that keeps several snapshots. */
export interface PublicationStore extends PublicationTarget {
  /** Tells readers, and then removes. */
  remove(snapshotIds: readonly string[]): Promise<void>;
  /**
   * Signs again what has to be signed from time to time, or with other keys than before.
   * @throws Fault `failed_precondition` if no key that readers trust is at hand
   */
  refresh(): Promise<void>;
  /**
   * Reads a snapshot's whole database again.
   * @throws Fault `data_corrupt` if size or hash differ from its manifest
   */
  verify(manifest: Manifest, signal: AbortSignal): Promise<void>;
}

/** Signs manifests. */
export interface ManifestSigner {
  /** @returns a detached JWS over exactly these bytes. */
  sign(manifest: Uint8Array): Promise<string>;
}

/** What a reader would say of a snapshot. */
export interface SnapshotVerdict {
  /** Why it would be refused, for a person; empty if it is good. */
  readonly problems: readonly string[];
  /** Id of the key that signed it; undefined if none that is trusted did. */
  readonly signedBy: string | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly checkedAt: number;
}

/** Checks snapshots as a reader would: signature, expiry, size and hash, and the schema. */
export interface SnapshotChecks {
  /** @throws Fault `not_found` for an unknown id, `failed_precondition` if no key can be used */
  check(snapshotId: string, signal: AbortSignal): Promise<SnapshotVerdict>;
}
