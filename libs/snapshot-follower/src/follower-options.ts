import type { Clock, Logger } from '@catalogsync/runtime';
import type { Manifest } from '@catalogsync/snapshot-format';
import type { FollowerFault } from './fault-record.js';
import type { Closable } from './reader-slot.js';

export interface SnapshotFollowerOptions<Reader extends Closable> {
  /** A publication folder, or the http(s) address of one without a trailing slash. */
  readonly source: string;
  /** For this follower alone; what is not in use in it is removed. */
  readonly cacheDir: string;
  /** JWKS file of the keys whose manifests are adopted; empty adopts unsigned ones. It may change while following. */
  readonly trustedKeys: string;
  /** Opens a checked database for reading. What it throws keeps the snapshot from being adopted. */
  readonly open: (dbPath: string, manifest: Manifest) => Reader;
  /** Milliseconds between looks at the source. Default 2,000. */
  readonly pollMs?: number;
  /** How long a replaced reader stays open for requests that hold it, in milliseconds. Default 10,000. */
  readonly lingerMs?: number;
  /** How long `start` waits for the first snapshot, in milliseconds. Default 5,000. */
  readonly startWaitMs?: number;
  /**
   * Pauses in milliseconds after which manifest, signature and database are read again if they do not
   * belong together: they may be two publications' for a moment. Default 50, 150, 400.
   */
  readonly settlePausesMs?: readonly number[];
  readonly clock: Clock;
  readonly log: Logger;
}

/** The snapshot in use. */
export interface CurrentSnapshot<Reader> {
  readonly manifest: Manifest;
  /** Milliseconds since 1970; not changed by a restart. */
  readonly adoptedAt: number;
  readonly reader: Reader;
}

/** How following goes; the snapshot in use serves whatever this says. */
export interface FollowerStatus {
  /** Milliseconds since 1970 of the last look that came to an end. */
  readonly lastCheckedAt: number | undefined;
  readonly fault: FollowerFault | undefined;
  /** Looks that failed since the start. */
  readonly faultCount: number;
}
