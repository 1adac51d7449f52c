import { Cursors, isIdKey, type KeyGuard, nullable, object, pageLimit, ref, unread } from '@catalogsync/http';
import { type TSchema, Type } from 'typebox';
import type { ListPart, PartQuery } from '../../core/console/list-part.js';

export const limit = pageLimit({ max: 200, preset: 50 });

export const cursor = unread('nextCursor of the previous page, unchanged.');

/** The schema of a page. */
export function pageSchema(name: string): TSchema {
  const nextCursor = nullable('string', { description: 'cursor of the next page; null on the last one.' });
  return object({ items: Type.Array(ref(name)), nextCursor });
}

const cursors = new Cursors('nextCursor');

/** The page that a request asks for. */
interface PageQuery {
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** One list as the API shows it. */
interface ShownList<Row, Key, Item> {
  /** Identifies route and filters: a cursor from any other list is refused. */
  readonly list: string;
  readonly isKey: KeyGuard<Key>;
  keyOf(row: Row): Key;
  toJson(row: Row): Item;
}

/** A page as the API shows it. */
export interface PageBody<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** The key after which a page begins; undefined for the first page. @throws RequestFault `invalid_cursor` */
export function placeOf<Key>({ cursor }: Pick<PageQuery, 'cursor'>, list: string, isKey: KeyGuard<Key>): Key | undefined {
  return cursor === undefined ? undefined : cursors.read(cursor, { list, isKey });
}

/** @param next key of the last item; undefined on the last page */
export function pageBody<Item>(items: readonly Item[], list: string, next: unknown): PageBody<Item> {
  return { items, nextCursor: next === undefined ? null : cursors.print({ list }, next) };
}

/** A page of a list that is read by id, in parts. */
export async function partPage<Row, Item>(
  query: PageQuery,
  { list, toJson }: Pick<ShownList<Row, number, Item>, 'list' | 'toJson'>,
  read: (part: PartQuery) => Promise<ListPart<Row>>,
): Promise<{ readonly body: PageBody<Item> }> {
  const { rows, next } = await read({ beyond: placeOf(query, list, isIdKey), limit: query.limit });
  return { body: pageBody(rows.map(toJson), list, next) };
}

/** @param read is asked for one extra row, which shows whether there is a next page */
export async function listPage<Row, Key, Item>(
  query: PageQuery,
  { list, isKey, keyOf, toJson }: ShownList<Row, Key, Item>,
  read: (after: Key | undefined, limit: number) => Promise<readonly Row[]>,
): Promise<{ readonly body: PageBody<Item> }> {
  const rows = await read(placeOf(query, list, isKey), query.limit + 1);
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  return { body: pageBody(shown.map(toJson), list, last === undefined ? undefined : keyOf(last)) };
}
