/** One page of a list of the API. */
export interface ListPage<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
}

/**
 * What is known of a list that is read page by page: only the cursor at which each page begins, not the rows. `undefined` is the first
 * page; the last cursor is null once the end was seen.
 */
export interface KnownPages {
  readonly pageSize: number;
  readonly cursors: readonly (string | undefined)[];
  /** Rows in total; undefined until the last page was read. */
  readonly total: number | undefined;
}

export const nothingKnown = (pageSize: number): KnownPages => ({ pageSize, cursors: [undefined], total: undefined });

/** After a page was read. A page may be read again; what follows it stays known. */
export function withPage(known: KnownPages, index: number, page: ListPage<unknown>): KnownPages {
  if (page.nextCursor === null) {
    const total = index * known.pageSize + page.items.length;
    return total === known.total ? known : { ...known, cursors: known.cursors.slice(0, index + 1), total };
  }
  if (known.cursors[index + 1] === page.nextCursor) return known;
  return { ...known, cursors: [...known.cursors.slice(0, index + 1), page.nextCursor], total: undefined };
}

/** Rows to make room for: those of the known pages, with the next page as far as it is not known. */
export const rowCount = ({ cursors, pageSize, total }: KnownPages): number => total ?? cursors.length * pageSize;

/** Indices of the pages that these rows are on, as far as they can be asked for. */
export function pagesOf({ cursors, pageSize }: KnownPages, firstRow: number, lastRow: number): number[] {
  const last = Math.min(cursors.length - 1, Math.floor(lastRow / pageSize));
  const first = Math.min(last, Math.max(0, Math.floor(firstRow / pageSize)));
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

export type ReadPage<Row> = (cursor: string | undefined, limit: number, signal: AbortSignal) => Promise<ListPage<Row>>;

/**
 * A page with all its rows. The service looks through a bounded number of rows at a time, so with some filters it answers a short page
 * although more follows; the list counts its rows by whole pages.
 */
export async function wholePage<Row>(
  read: ReadPage<Row>,
  cursor: string | undefined,
  limit: number,
  signal: AbortSignal,
): Promise<ListPage<Row>> {
  const items: Row[] = [];
  let next: string | null | undefined = cursor;
  do {
    const page: ListPage<Row> = await read(next, limit - items.length, signal);
    items.push(...page.items);
    next = page.nextCursor;
  } while (next !== null && items.length < limit);
  return { items, nextCursor: next };
}
