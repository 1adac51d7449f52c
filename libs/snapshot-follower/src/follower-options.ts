import type { Clock, Logger } from '@catalogsync/runtime';
import type { Manifest } from '@catalogsync/snapshot-format';
import type { FollowerFault } from './fault-record.js';
import type { Closable } from './reader-slot.js';

/** What is followed, and whose signature makes it trusted. */
interface FollowedPublication {
  /** A publication folder, or the http(s) address of one without a trailing slash. */
  readonly source: string;
  /** Shown to a source at an address; empty or absent shows none. */
  readonly token?: string;
  /** JWKS file of the keys whose manifests are accepted; empty accepts unsigned ones. It may change while following. */
  readonly trustedKeys: string;
  /** Which of its files is read; the one for the origin is the catalogue itself where a publication has only that. Default `catalogue`. */
  readonly part?: 'catalogue' | 'origin';
}

/** In milliseconds. */
export interface FollowerPacing {
  /** Between checks of the source. Default 2,000. */
  readonly pollMs?: number;
  /** How long a replaced reader stays open for requests that hold it. Default 10,000. */
  readonly lingerMs?: number;
  /**
   * How long the last replaced snapshot stays open for clients that are in the middle of a list; its copy stays on disk as
   * long. One is kept at most: those before it close after `lingerMs`. Default: `lingerMs`.
   */
  readonly keepMs?: number;
  /** How long `start` waits for the first snapshot. Default 5,000. */
  readonly startWaitMs?: number;
  /**
   * Pauses before manifest, signature and database are read again if they do not belong together: they may briefly be
   * from two publications. Default 50, 150, 400.
   */
  readonly settlePausesMs?: readonly number[];
}

export interface SnapshotFollowerOptions<Reader extends Closable> {
  readonly publication: FollowedPublication;
  /** For this follower alone; anything in it that is not in use is removed. */
  readonly cacheDir: string;
  /** Opens a checked database for reading. If it throws, the snapshot is not adopted. */
  readonly open: (dbPath: string, manifest: Manifest) => Reader;
  readonly pacing: FollowerPacing;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The snapshot in use. */
export interface AdoptedSnapshot<Reader> {
  readonly manifest: Manifest;
  /** Milliseconds since 1970; not changed by a restart. */
  readonly adoptedAt: number;
  readonly reader: Reader;
}

/** State of following; the snapshot in use serves regardless. */
export interface FollowerStatus {
  /** Milliseconds since 1970 of the last completed check. */
  readonly lastCheckedAt: number | undefined;
  readonly fault: FollowerFault | undefined;
  /** Checks that failed since the start. */
  readonly faultCount: number;
}
