import type { Page, Slice } from '../../core/catalog/catalog-reader.js';
import type { SnapshotInUse } from '../../core/snapshot/current-snapshot.js';
import { type KeyGuard, printCursor, readCursor } from './cursor.js';
import { RequestFault } from './problems.js';

/** A list as the API shows it. */
export interface ListBody<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** One list of one snapshot, as cursors name it. */
export interface ListPlace<Key> {
  readonly snapshot: SnapshotInUse;
  /** Route, filter, sort and order. */
  readonly list: string;
  readonly isKey: KeyGuard<Key>;
}

/** The page that a request asks for. */
export function pageOf<Key>(place: ListPlace<Key>, { limit, cursor }: { limit: number; cursor: string | undefined }): Page<Key> {
  if (cursor === undefined) return { limit };
  return { limit, after: readCursor(cursor, place.snapshot.manifest.snapshot_id, place.list, place.isKey) };
}

/** The body of a page. */
export function listBody<Item, Key>(place: ListPlace<Key>, slice: Slice<Item, Key>): ListBody<Item> {
  const { next, items } = slice;
  return { items, nextCursor: next === undefined ? null : printCursor(place.snapshot.manifest.snapshot_id, place.list, next) };
}

/** A well-formed cursor whose key names nothing was not made by us. */
export function expectPlace<T>(slice: T | undefined): T {
  if (slice === undefined)
    throw new RequestFault('invalid_cursor', 'cursor marks no place in this list', { hint: 'Start over without a cursor.' });
  return slice;
}
