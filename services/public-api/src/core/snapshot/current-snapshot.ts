import type { Manifest } from '@catalogsync/snapshot-format';
import type { SnapshotCatalogue } from '../catalogue/snapshot-catalogue.js';
import type { SnapshotSearch } from '../search/snapshot-search.js';

/** What can be asked of one opened snapshot. */
export interface SnapshotReader {
  readonly catalogue: SnapshotCatalogue;
  readonly search: SnapshotSearch;
}

/** The snapshot that answers, until another takes its place. */
export interface SnapshotInUse {
  readonly manifest: Manifest;
  /** Milliseconds since 1970, UTC. */
  readonly adoptedAt: number;
  readonly reader: SnapshotReader;
}

/** Why the newest publication is not in use. */
export interface FollowerFault {
  readonly code: string;
  readonly message: string;
  /** Milliseconds since 1970, UTC: when it was first seen. */
  readonly since: number;
}

/** The snapshot in use and how following the publication goes. */
export interface CurrentSnapshot {
  /** `undefined` until the first one is adopted. Keep it no longer than one answer takes. */
  current(): SnapshotInUse | undefined;
  /** The fault that keeps a newer snapshot from being adopted, if there is one. */
  fault(): FollowerFault | undefined;
}
