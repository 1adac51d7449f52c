import { Fault } from '@catalogsync/faults';
import { invalidToken } from './page-token.js';
import type { Page, PageRequest } from './source.js';

/**
 * A page of a list that the service returns whole, ordered by key, so that the position holds when items come or go
 * between two pages.
 * @internal for tests
 */
export function pageByKey<T>(items: readonly T[], keyOf: (item: T) => string, page: PageRequest): Page<T> {
  const sorted = items.map((item) => ({ item, key: keyOf(item) })).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const { after } = page;
  const rest = after === undefined ? sorted : sorted.filter(({ key }) => key > after);
  const shown = rest.slice(0, page.limit);
  return { items: shown.map(({ item }) => item), next: rest.length > shown.length ? shown.at(-1)?.key : undefined };
}

/** The items of such a page, described one after the other. */
export async function describedPage<T, D>(
  items: readonly T[],
  keyOf: (item: T) => string,
  page: PageRequest,
  describe: (item: T) => Promise<D>,
): Promise<Page<D>> {
  const shown = pageByKey(items, keyOf, page);
  const described: D[] = [];
  for (const item of shown.items) described.push(await describe(item));
  return { items: described, next: shown.next };
}

/**
 * A page of a list whose order matters and whose items may repeat. `version` identifies a state of the list.
 * @throws Fault `failed_precondition` if the list changed since the previous page, `invalid_argument` for a foreign
 *   position
 */
export function pageByPosition<T>(items: readonly T[], version: string, page: PageRequest): Page<T> {
  const start = page.after === undefined ? 0 : positionOf(page.after, version);
  const end = start + page.limit;
  return { items: items.slice(start, end), next: end < items.length ? `${end} ${version}` : undefined };
}

/** Where a page of `pageByPosition` begins. Throws as it does. */
export function positionOf(after: string, version: string): number {
  const [start, stamp] = splitPosition(after);
  if (stamp !== version) throw changedList();
  return start;
}

function splitPosition(after: string): [start: number, version: string] {
  const [, digits, version] = /^(\d{1,9}) (.*)$/s.exec(after) ?? [];
  if (digits === undefined || version === undefined) throw invalidToken();
  return [Number(digits), version];
}

function changedList(): Fault {
  return new Fault('failed_precondition', 'the playlist has changed since its first page', { hint: 'Start again without a page token.' });
}
