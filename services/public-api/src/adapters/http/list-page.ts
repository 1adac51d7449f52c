import { Cursors, type KeyGuard, PreparedJson } from '@catalogsync/http';
import type { DocumentKind, JsonBytes } from '../../core/catalogue/documents.js';
import type { Page, Slice } from '../../core/catalogue/snapshot-catalogue.js';
import type { SnapshotInUse } from '../../core/snapshot/current-snapshot.js';
import { refusal } from './problems.js';

const cursors = new Cursors('nextCursor');

/** One list of one snapshot. */
export interface SnapshotList<Key> {
  readonly snapshot: SnapshotInUse;
  /** Route, filter, sort and order. */
  readonly list: string;
  readonly isKey: KeyGuard<Key>;
}

const placeOf = <Key>({ snapshot, list, isKey }: SnapshotList<Key>) => ({ list, isKey, version: snapshot.manifest.snapshot_id });

/** The snapshot that a list began in, by its cursor. */
export function snapshotOf(cursor: unknown): string | undefined {
  return typeof cursor === 'string' ? cursors.versionOf(cursor) : undefined;
}

/** The requested page. */
export function pageOf<Key>(list: SnapshotList<Key>, { limit, cursor }: { limit: number; cursor: string | undefined }): Page<Key> {
  return cursor === undefined ? { limit } : { limit, after: cursors.read(cursor, placeOf(list)) };
}

/** What continues after this key, if anything does. */
export function nextCursor<Key>(list: SnapshotList<Key>, next: Key | undefined): string | null {
  return next === undefined ? null : cursors.print(placeOf(list), next);
}

/** The body of a page. `items` is a list, prepared or not. */
export function listBody<Key>(
  list: SnapshotList<Key>,
  { next, total }: Slice<unknown, Key>,
  items: PreparedJson | readonly object[],
): PreparedJson {
  return PreparedJson.object({ items, nextCursor: nextCursor(list, next), ...(total === undefined ? {} : { total }) });
}

/** The documents of these ids as a list. */
export function documentsOf({ reader }: SnapshotInUse, kind: DocumentKind, ids: readonly number[]): PreparedJson {
  return PreparedJson.list(reader.catalogue.documents.list(kind, ids));
}

/** The body of a page of documents. */
export function documentList<Key>(list: SnapshotList<Key>, kind: DocumentKind, slice: Slice<number, Key>): PreparedJson {
  return listBody(list, slice, documentsOf(list.snapshot, kind, slice.items));
}

/** One document. */
export function documentBody(bytes: JsonBytes | undefined): PreparedJson | undefined {
  return bytes && PreparedJson.copy(bytes);
}

/** A well-formed cursor whose key matches nothing was not made by us. */
export function expectPlace<T>(slice: T | undefined): T {
  if (slice === undefined) throw refusal('invalid_cursor', 'cursor does not belong to this list', { hint: 'Start over without a cursor.' });
  return slice;
}
