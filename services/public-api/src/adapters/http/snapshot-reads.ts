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
/** How long an answer may be used without revalidation, and how long while revalidating, in seconds. */
const freshSeconds = 60;
const staleSeconds = 600;

/** Which caches may store an answer, and by what its copies differ. */
export interface Caching {
  readonly scope: 'private' | 'public';
  /** In lower case, as @fastify/compress expects it. */
  readonly vary: string;
}

/** @param guarded whether an access token is required: shared caches must then not keep answers */
export function cachingOf(guarded: boolean): Caching {
  return guarded ? { scope: 'private', vary: 'accept-encoding, authorization' } : { scope: 'public', vary: 'accept-encoding' };
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
  { scope, vary }: Caching,
  compression: Compression,
): VersionedReads<SnapshotInUse> {
  const versions = {
    current: ({ cursor }: { readonly cursor?: unknown }) => snapshotFor(snapshots, cursor),
    headersOf: ({ manifest: { snapshot_id } }: SnapshotInUse) => ({
      ...publicData,
      ...crossSiteHeaders(crossSite),
      etag: `W/"${representation}-${snapshot_id}"`,
      'cache-control': `${scope}, max-age=${freshSeconds}, stale-while-revalidate=${staleSeconds}`,
      'x-snapshot-id': snapshot_id,
      vary,
    }),
    movedTo: (snapshot: SnapshotInUse, operation: Operation, { id }: { readonly id?: unknown }, url: string) =>
      movedAddress(snapshot, operation, id, url),
    absent: () => refusal('not_found', 'not in the catalogue'),
  };
  return new VersionedReads(versions, compression);
}
