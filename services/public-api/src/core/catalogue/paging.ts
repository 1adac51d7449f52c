export const sortOrders = ['asc', 'desc'] as const;
export type SortOrder = (typeof sortOrders)[number];

/** A list by one key: `after` is the key of the last item seen, absent for the first page. */
export interface Page<Key> {
  readonly limit: number;
  readonly after?: Key;
}

/** The items, and the key to continue after; `next` is absent on the last page. */
export interface Slice<Item, Key> {
  readonly items: readonly Item[];
  readonly next?: Key;
  /** Items of the whole list, where counting costs next to nothing. */
  readonly total?: number;
}

/** Cuts rows, read with one more than the limit, to a page that knows whether another follows. */
export function sliceOf<Row, Key, Item = Row>(
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => Key,
  item: (row: Row) => Item = (row) => row as unknown as Item,
): Slice<Item, Key> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const items = (last === undefined ? rows : rows.slice(0, limit)).map(item);
  return last === undefined ? { items } : { items, next: key(last) };
}
