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
