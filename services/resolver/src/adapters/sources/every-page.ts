import { Fault } from '@catalogsync/faults';

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
  /** As the service says on its last page with rows. */
  readonly total: number | undefined;
}

/** No list is longer; one that seems to be does not end. */
const mostRows = 50_000;

/**
 * Every row of a list that a service gives in pages, in order. An empty page ends it, whatever the service says.
 * @throws Fault what `ask` throws: part of a list is not a list; `data_corrupt` for one that does not end
 */
export async function everyPage<T, P>(endpoint: string, first: P, ask: (at: P) => Promise<ListedRows<T, P>>): Promise<EveryRow<T>> {
  const all: T[] = [];
  let total: number | undefined;
  for (let at: P | undefined = first; at !== undefined; ) {
    const page: ListedRows<T, P> = await ask(at);
    if (page.rows.length === 0) break;
    all.push(...page.rows);
    if (all.length > mostRows) throw new Fault('data_corrupt', `${endpoint}: unexpected answer: a list of more than ${mostRows} rows`);
    total = page.total ?? total;
    at = page.next;
  }
  return { rows: all, total };
}

/** Where the page after this one begins: a short page is the last, unless the service says that there is more. */
export function nextOffset(
  { offset, limit }: { readonly offset: number; readonly limit: number },
  came: number,
  total: number | undefined,
): number | undefined {
  return came >= limit || offset + limit < (total ?? 0) ? offset + limit : undefined;
}

/** A list whose pages have numbers. */
export interface NumberedPages<T> {
  /** Rows of a full page; a shorter one is the last, whatever total the service claims. */
  readonly size: number;
  readonly keyOf: (row: T) => string;
  /** @param index from 0 */
  readonly read: (index: number) => Promise<readonly T[]>;
  /** Rows to read at most. */
  readonly most: number;
}

/** The rows of all pages. A service that repeats its last page for ever, or ignores the number, is read no further. */
export async function everyNumberedPage<T>({ size, keyOf, read, most }: NumberedPages<T>): Promise<T[]> {
  if (most <= 0) return [];
  let before = '';
  const { rows } = await everyPage('a list', 0, async (index: number) => {
    const page = await read(index);
    const keys = JSON.stringify(page.map(keyOf));
    if (keys === before) return { rows: [], next: undefined };
    before = keys;
    return { rows: page, next: page.length < size || (index + 1) * size >= most ? undefined : index + 1 };
  });
  return rows.slice(0, most);
}
