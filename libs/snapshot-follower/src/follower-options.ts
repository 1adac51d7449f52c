import type { ObjectStore } from '@catalogsync/object-storage';
import type { PublicationAlarm } from '@catalogsync/publication-trust';
import type { Clock, Logger } from '@catalogsync/runtime';
import type { Manifest } from '@catalogsync/snapshot-format';
import type { FollowerFault } from './fault-record.js';
import type { FetchWay } from './fetch-counts.js';
import type { Closable } from './reader-slot.js';

/** What is followed, and whose signature makes it trusted. */
interface FollowedPublication {
  /** A publication folder, the http(s) address of one without a trailing slash, or its address in object storage (s3://…). */
  readonly source: string;
  /** Access keys of that object storage, `<access key id>:<secret>`. */
  readonly accessKeys?: string;
  /** In place of the address: where it is read. */
  readonly store?: ObjectStore;
  /** SNAPSHOT_ROOT: the root document that is trusted first, for a publication with signed metadata. Absent: there is none. */
  readonly rootFile?: string;
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

/**
 * Makes a database of an earlier one and a published file of changes. The caller proves the result.
 * @param delta packed
 * @throws Fault `data_corrupt`, `unsupported`, `disk_full`, `canceled`
 */
export type ApplyDelta = (before: string, delta: string, out: string, maxBytes: number, signal: AbortSignal) => Promise<unknown>;

export interface SnapshotFollowerOptions<Reader extends Closable> {
  readonly publication: FollowedPublication;
  /** For this follower alone; anything in it that is not in use is removed. */
  readonly cacheDir: string;
  /** Copies that stay on disk, the one in use among them. Default 3. */
  readonly copies?: number;
  /** Opens a checked database for reading. If it throws, the snapshot is not adopted. */
  readonly open: (dbPath: string, manifest: Manifest) => Reader;
  readonly pacing: FollowerPacing;
  /** In place of the real one. */
  readonly applyDelta?: ApplyDelta | undefined;
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
  /** Refused publications since the start, by what they looked like. */
  readonly alarms: Readonly<Record<PublicationAlarm, number>>;
  /** Bytes since the start, by how they came. */
  readonly fetchedBytes: Readonly<Record<FetchWay, number>>;
  /** Snapshots that came into use since the start. */
  readonly swaps: number;
  /** Until when the publisher's signature is fresh, in milliseconds since 1970; undefined without signed metadata. */
  readonly freshUntil: number | undefined;
  /** Whether somebody chose the snapshot in use (`rollback`), so that newer ones are left aside. */
  readonly pinned: boolean;
  /** Copies that are here, the one in use first. */
  readonly kept: readonly Manifest[];
}
