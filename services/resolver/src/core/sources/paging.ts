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

/** Part of a list as its service gives it. */
export interface ListPart<T> {
  readonly items: readonly T[];
  /** Identifies the state of the list. */
  readonly version: string;
  /** As the service claims it; often wrong. */
  readonly total: number | undefined;
}

/** A page, and how much of the list has been read with it. */
export interface OffsetPage<T> extends Page<T> {
  /** Known on the last page. */
  readonly length: number | undefined;
  readonly total: number | undefined;
}

/** No list is longer; a service that repeats itself would have no end. */
const longestList = 200_000;

/**
 * A page of a list that the service itself pages by position. The list ends with a part that is shorter than asked for, unless
 * the service claims more: then it may just give less at a time, and the end is an empty part.
 * @param most items to ask for at a time
 * @throws Fault as `pageByPosition`; `data_corrupt` for a list without an end
 */
export async function pageByOffset<T>(
  page: PageRequest,
  most: number,
  read: (offset: number, count: number) => Promise<ListPart<T>>,
): Promise<OffsetPage<T>> {
  const [start, stamp] = page.after === undefined ? [0, undefined] : splitPosition(page.after);
  const items: T[] = [];
  let known = stamp;
  let before: { readonly items: readonly T[]; readonly wasShort: boolean } = { items: [], wasShort: false };
  for (;;) {
    const at = start + items.length;
    const count = Math.min(most, page.limit - items.length);
    if (at > longestList) throw new Fault('data_corrupt', `the list does not end after ${longestList} entries`);
    const part = await read(at, count);
    if (known !== undefined && known !== part.version) throw changedList();
    known = part.version;
    const repeats = isRepeated(before.items, part.items);
    if (repeats && !before.wasShort) throw new Fault('data_corrupt', `the list has the same entries again at position ${at}`);
    // After the end some services give the last part again.
    const { length } = repeats ? [] : part.items;
    if (length === 0) return { items, next: undefined, length: at, total: part.total };
    items.push(...part.items.slice(0, count));
    const wasShort = length < count;
    if (wasShort && at + length >= (part.total ?? 0)) return { items, next: undefined, length: at + length, total: part.total };
    before = { items: part.items, wasShort };
    if (items.length >= page.limit) {
      return { items, next: `${start + items.length} ${known}`, length: undefined, total: part.total };
    }
  }
}

/** A few entries may well come twice in a list. */
const fewEntries = 10;

function isRepeated(before: readonly unknown[], now: readonly unknown[]): boolean {
  const length = Math.min(before.length, now.length);
  if (length === 0 || (length < fewEntries && before.length !== now.length)) return false;
  return JSON.stringify(before.slice(0, length)) === JSON.stringify(now.slice(0, length));
}
