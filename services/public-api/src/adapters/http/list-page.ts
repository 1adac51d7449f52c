import { Cursors, type KeyGuard } from '@catalogsync/http';
import type { Page, Slice } from '../../core/catalogue/snapshot-catalogue.js';
import type { SnapshotInUse } from '../../core/snapshot/current-snapshot.js';
import { refusal } from './problems.js';

const cursors = new Cursors('nextCursor');

/** A list as the API returns it. */
export interface ListBody<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** One list of one snapshot. */
export interface SnapshotList<Key> {
  readonly snapshot: SnapshotInUse;
  /** Route, filter, sort and order. */
  readonly list: string;
  readonly isKey: KeyGuard<Key>;
}

const placeOf = <Key>({ snapshot, list, isKey }: SnapshotList<Key>) => ({ list, isKey, version: snapshot.manifest.snapshot_id });

/** The requested page. */
export function pageOf<Key>(list: SnapshotList<Key>, { limit, cursor }: { limit: number; cursor: string | undefined }): Page<Key> {
  return cursor === undefined ? { limit } : { limit, after: cursors.read(cursor, placeOf(list)) };
}

/** The body of a page. */
export function listBody<Item, Key>(list: SnapshotList<Key>, { next, items }: Slice<Item, Key>): ListBody<Item> {
  return { items, nextCursor: next === undefined ? null : cursors.print(placeOf(list), next) };
}

/** A well-formed cursor whose key matches nothing was not made by us. */
export function expectPlace<T>(slice: T | undefined): T {
  if (slice === undefined) throw refusal('invalid_cursor', 'cursor does not belong to this list', { hint: 'Start over without a cursor.' });
  return slice;
}
