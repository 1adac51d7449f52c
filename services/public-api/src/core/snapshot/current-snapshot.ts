import type { Manifest } from '@catalogsync/snapshot-format';
import type { SnapshotCatalogue } from '../catalogue/snapshot-catalogue.js';
import type { SnapshotCovers } from '../covers/cover-pictures.js';
import type { SnapshotSearch } from '../search/snapshot-search.js';

/** What one opened snapshot can answer. */
export interface SnapshotReader {
  readonly catalogue: SnapshotCatalogue;
  readonly search: SnapshotSearch;
  readonly covers: SnapshotCovers;
}

/** The snapshot that answers until it is replaced. */
export interface SnapshotInUse {
  readonly manifest: Manifest;
  /** Milliseconds since 1970, UTC. */
  readonly adoptedAt: number;
  readonly reader: SnapshotReader;
}

/** Why the newest publication is not in use. */
interface FollowerFault {
  readonly code: string;
  /** For everybody: without paths and addresses. */
  readonly shown: string;
  /** Milliseconds since 1970, UTC, when it was first seen. */
  readonly since: number;
  /** What a refused publication looks like. */
  readonly alarm: string | undefined;
}

/** The snapshot in use and the state of following. */
export interface CurrentSnapshot {
  /** `undefined` until the first one is adopted. Do not keep it longer than for one answer. */
  current(): SnapshotInUse | undefined;
  /** An earlier snapshot that is still open, for cursors that were made in it. */
  kept(snapshotId: string): SnapshotInUse | undefined;
  /** The fault that keeps a newer snapshot from being adopted, if there is one. */
  status(): {
    readonly fault: FollowerFault | undefined;
    /** Until when the publisher's signature is fresh, in milliseconds since 1970; undefined without signed metadata. */
    readonly freshUntil: number | undefined;
    /** Whether somebody went back to the snapshot in use. */
    readonly pinned: boolean;
  };
}
