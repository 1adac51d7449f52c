import type { Manifest } from '@catalogsync/snapshot-format';

/** A manifest as it is written: exactly these bytes are signed. */
export interface SignedManifest {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
  /** Detached JWS over the bytes; `undefined` if no signing key is configured. */
  readonly signature: string | undefined;
}

/** One snapshot that can be read. */
export interface PublishedSnapshot {
  readonly manifest: Manifest;
  /** True for the one that readers are told of. */
  readonly current: boolean;
}

/** Room for a database that is not published yet. */
export interface Staging {
  /** Where the builder writes. */
  readonly file: string;
  /** Removes what was written, unless it has been published. Never throws. */
  discard(): Promise<void>;
}

/** Where a snapshot goes: a publication folder, or a flat folder that holds one. */
export interface PublicationTarget {
  /** Whole snapshots, highest sequence first. Damaged ones are left out. */
  list(): Promise<readonly PublishedSnapshot[]>;
  /** @throws Fault `disk_full`, `permission_denied` */
  stage(): Promise<Staging>;
  /** Puts the staged file in its place and then tells readers, manifest last. */
  add(staging: Staging, signed: SignedManifest): Promise<void>;
  /** Tells readers of a snapshot that is there already, by another manifest. */
  reissue(signed: SignedManifest): Promise<void>;
}

/** A folder that keeps several snapshots. */
export interface PublicationStore extends PublicationTarget {
  /** Whether a reader holds the database, seen by its hard link. */
  isHeld(snapshotId: string): Promise<boolean>;
  remove(snapshotId: string): Promise<void>;
  /**
   * Reads the whole database of a snapshot again.
   * @throws Fault `data_corrupt` if size or hash are not those of its manifest.
   */
  verify(manifest: Manifest, signal: AbortSignal): Promise<void>;
}

/** Signs manifests. */
export interface ManifestSigner {
  /** @returns a detached JWS over exactly these bytes. */
  sign(manifest: Uint8Array): Promise<string>;
}

/** Milliseconds since 1970, UTC. */
export interface Clock {
  now(): number;
}
