import { Fault } from '@catalogsync/faults';
import { unexpected } from './layout.js';

/** One page of what a service lists. */
export interface ListedRows<T, P> {
  readonly rows: readonly T[];
  /** Where the next page begins; undefined after the last. */
  readonly next: P | undefined;
  /** How many rows the service says there are. */
  readonly total?: number | undefined;
}

export interface EveryRow<T> {
  readonly rows: readonly T[];
  /** As the service says on its last page with rows, or on an empty first one. */
  readonly total: number | undefined;
}

/** No list is longer; one that seems to be does not end. */
const mostRows = 50_000;

/**
 * Every row of a list whose pages say where the next one begins, in order. An empty page ends it, whatever the service says.
 * @throws Fault what `ask` throws: part of a list is not a list; `data_corrupt` for one that does not end
 */
export async function everyPage<T, P>(endpoint: string, first: P, ask: (at: P) => Promise<ListedRows<T, P>>): Promise<EveryRow<T>> {
  const all: T[] = [];
  let total: number | undefined;
  for (let at: P | undefined = first; at !== undefined; ) {
    const page: ListedRows<T, P> = await ask(at);
    if (page.rows.length === 0) return { rows: all, total: total ?? page.total };
    all.push(...page.rows);
    if (all.length > mostRows) throw unexpected(endpoint, `a list of more than ${mostRows} rows`);
    total = page.total ?? total;
    at = page.next;
  }
  return { rows: all, total };
}

/** Where a page of rows begins, in the ways that services count. */
export interface RowsAt {
  /** Rows before it. */
  readonly offset: number;
  /** Pages before it. */
  readonly index: number;
  /** Rows to ask for. */
  readonly count: number;
}

/** One page of them. @internal for tests */
export interface PageOfRows<T> {
  readonly rows: readonly T[];
  readonly total?: number | undefined;
  /** How many places the page stands for, if the service says so: rows may have been left out of it. */
  readonly places?: number | undefined;
  /** Identifies the state of the list. */
  readonly state?: string | undefined;
}

/** A list whose pages are asked for by number or position. */
export interface CountedPages<T> {
  /** In messages. */
  readonly endpoint: string;
  /** Rows of a full page; 1 if the service does not say. */
  readonly size: number;
  /** Rows to read at most; a list that is longer than any is refused if left out. */
  readonly most?: number;
  /** What makes two rows the same; all of them if left out. */
  readonly keyOf?: (row: T) => unknown;
  readonly read: (at: RowsAt) => Promise<PageOfRows<T>>;
}

/**
 * Every row of such a list, in order. It ends with a page that is shorter than asked for, unless the service claims more: then it may
 * just give less at a time, and the end is an empty page, or the last one again.
 * @throws Fault as `everyPage`; `data_corrupt` if the service gives one page again and again; `unavailable` if the list changes
 *   between two pages
 */
export async function everyRow<T>({
  endpoint,
  size,
  most = Number.POSITIVE_INFINITY,
  keyOf = (row) => row,
  read,
}: CountedPages<T>): Promise<EveryRow<T>> {
  if (most <= 0) return { rows: [], total: undefined };
  let before: { readonly keys: string; readonly isFull: boolean; readonly state: string | undefined } | undefined;
  const { rows, total } = await everyPage(endpoint, { offset: 0, index: 0 }, async ({ offset, index }: Omit<RowsAt, 'count'>) => {
    const count = Math.min(size, most - offset);
    const page = await read({ offset, index, count });
    const { length } = page.rows;
    if (before !== undefined && before.state !== page.state) throw changed(endpoint);
    const keys = JSON.stringify(page.rows.map(keyOf));
    if (before?.keys === keys) {
      if (before.isFull && offset < (page.total ?? 0)) throw unexpected(endpoint, `the same rows again at position ${offset}`);
      return { rows: [], next: undefined };
    }
    const isFull = length >= (page.places ?? count);
    before = { keys, isFull, state: page.state };
    const end = offset + Math.max(length, page.places ?? 0);
    const isLast = end >= most || (!isFull && end >= (page.total ?? 0));
    return { rows: page.rows, total: page.total, next: isLast ? undefined : { offset: end, index: index + 1 } };
  });
  return { rows: rows.slice(0, most), total };
}

const changed = (endpoint: string): Fault =>
  new Fault('unavailable', `${endpoint}: the list changed while it was read`, { retry: 'later' });
