import type { Slice } from './snapshot-catalogue.js';

/** Cuts rows, read with one more than the limit, to a page that knows whether another follows. */
export function sliceOf<Row, Item, Key>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  key: (row: Row) => Key,
): Slice<Item, Key> {
  const more = rows.length > limit;
  const last = more ? rows[limit - 1] : undefined;
  const shown = more ? rows.slice(0, limit) : rows;
  const items = shown.map(item);
  return last === undefined ? { items } : { items, next: key(last) };
}
