import { type Compression, crossSiteHeaders, type Operation, publicData, VersionedReads } from '@catalogsync/http';
import type { CurrentSnapshot, SnapshotInUse } from '../../core/snapshot/current-snapshot.js';
import { snapshotOf } from './list-page.js';
import { movedAddress } from './moved.js';
import { crossSite, noSnapshot, refusal } from './problems.js';

/**
 * Raised when the same snapshot is returned in another shape, because a 304 must not confirm a client's copy of
 * the old shape.
 */
const representation = 3;
/** How long caches may use an answer without asking again, in seconds. */
export interface CacheTimes {
  readonly freshSeconds: number;
}

/** As many times as long as it is fresh, an old answer may be given while the new one is fetched: then it is two intervals old. */
const whileAsking = 1;
/** So long a cache may answer while this server does not: a day. An old catalogue is better than none. */
const withoutUsSeconds = 86_400;

/** Which caches may store an answer, for how long, and by what its copies differ. */
export interface Caching {
  readonly control: string;
  /** In lower case, as @fastify/compress expects it. */
  readonly vary: string;
}

/**
 * `s-maxage` is `max-age` once more: a CDN that is told otherwise by its owner still knows what we think. `CDN-Cache-Control`
 * (RFC 9213) would say nothing else, so it is not sent.
 * @param guarded whether an access token is required: shared caches must then not keep answers
 */
export function cachingOf(guarded: boolean, { freshSeconds: fresh }: CacheTimes): Caching {
  const stale = `stale-while-revalidate=${fresh * whileAsking}, stale-if-error=${withoutUsSeconds}`;
  if (guarded) return { control: `private, max-age=${fresh}, ${stale}`, vary: 'accept-encoding, authorization' };
  return { control: `public, max-age=${fresh}, s-maxage=${fresh}, ${stale}`, vary: 'accept-encoding' };
}

/** The snapshot that a query reads: a cursor goes on in the one it began in, as long as that is kept. */
function snapshotFor(snapshots: CurrentSnapshot, cursor: unknown): SnapshotInUse {
  const newest = snapshots.current();
  if (newest === undefined) throw noSnapshot();
  const wanted = cursor === undefined ? undefined : snapshotOf(cursor);
  if (wanted === undefined || wanted === newest.manifest.snapshot_id) return newest;
  return snapshots.kept(wanted) ?? newest;
}

/**
 * Reads of one snapshot. A snapshot never changes, so its id validates everything read from it. The tag
 * is weak (RFC 9110, section 8.8.1) because compressed and plain answers share it.
 */
export function snapshotReads(
  snapshots: CurrentSnapshot,
  { control, vary }: Caching,
  compression: Compression,
): VersionedReads<SnapshotInUse> {
  const versions = {
    current: ({ cursor }: { readonly cursor?: unknown }) => snapshotFor(snapshots, cursor),
    headersOf: ({ manifest: { snapshot_id } }: SnapshotInUse) => ({
      ...publicData,
      ...crossSiteHeaders(crossSite),
      etag: `W/"${representation}-${snapshot_id}"`,
      'cache-control': control,
      'x-snapshot-id': snapshot_id,
      vary,
    }),
    movedTo: (snapshot: SnapshotInUse, operation: Operation, { id }: { readonly id?: unknown }, url: string) =>
      movedAddress(snapshot, operation, id, url),
    absent: () => refusal('not_found', 'not in the catalogue'),
  };
  return new VersionedReads(versions, compression);
}
