import { crossSiteHeaders, VersionedReads } from '@catalogsync/http';
import type { CurrentSnapshot, SnapshotInUse } from '../../core/snapshot/current-snapshot.js';
import { crossSite, noSnapshot, refusal } from './problems.js';

/**
 * Raised when the same snapshot is shown in another shape: a client's copy of the old shape must
 * then not be confirmed by 304.
 */
const representation = 1;
/** How long an answer may be used without asking again, and for how long while asking, in seconds. */
const freshSeconds = 60;
const staleSeconds = 600;

/** Which copies of an answer may be kept, and what tells them apart. */
export interface Caching {
  readonly scope: 'private' | 'public';
  /** In lower case, as @fastify/compress looks for it. */
  readonly vary: string;
}

/** @param guarded whether an access token is asked for: answers are then not for shared caches */
export function cachingOf(guarded: boolean): Caching {
  return guarded ? { scope: 'private', vary: 'accept-encoding, authorization' } : { scope: 'public', vary: 'accept-encoding' };
}

/**
 * Reads of the snapshot in use. It never changes, so its id is the validator of everything read from it. The
 * tag is weak (RFC 9110, section 8.8.1) since compressed and plain answers share it.
 */
export function snapshotReads(snapshots: CurrentSnapshot, { scope, vary }: Caching): VersionedReads<SnapshotInUse> {
  return new VersionedReads({
    current() {
      const snapshot = snapshots.current();
      if (snapshot === undefined) throw noSnapshot();
      return snapshot;
    },
    headersOf: ({ manifest: { snapshot_id } }) => ({
      ...crossSiteHeaders(crossSite),
      etag: `W/"${representation}-${snapshot_id}"`,
      'cache-control': `${scope}, max-age=${freshSeconds}, stale-while-revalidate=${staleSeconds}`,
      'x-snapshot-id': snapshot_id,
      vary,
    }),
    absent: () => refusal('not_found', 'the catalogue has no such thing'),
  });
}
