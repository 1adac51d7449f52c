import type { Page, Slice, SortOrder } from './paging.js';
import { mixed, Permutation } from './permutation.js';

export const trackSorts = ['id', 'name', 'added', 'play_count', 'random'] as const;
type TrackSort = (typeof trackSorts)[number];

/** Sorts that an index of the snapshot has. */
export type StoredSort = Exclude<TrackSort, 'random'>;

export interface TrackOrder {
  readonly sort: TrackSort;
  readonly order: SortOrder;
  /** Of a random order. */
  readonly seed: number;
}

/** Conditions of a list, all of which must hold; absent ones do. */
export interface TrackFilter {
  readonly genre?: number;
  readonly year?: number;
  /** Only tracks that have a file. */
  readonly playable: boolean;
}

/** Port to the orders of tracks in one snapshot. */
export interface TrackIndex {
  /** The next ids in an order; `undefined` if there is no track with the id to continue after. */
  walk(sort: StoredSort, order: SortOrder, page: Page<number>): readonly number[] | undefined;
  exists(id: number): boolean;
  passes(id: number, filter: TrackFilter): boolean;
  readonly trackCount: number;
  /** The least and the greatest id. */
  readonly ids: readonly [number, number];
  /** Tracks of the rarer one of genre and year; `undefined` without either. */
  rarest(filter: TrackFilter): number | undefined;
  /** Every track that passes, sorted. Costs as much as `rarest` says. */
  all(filter: TrackFilter, sort: StoredSort, order: SortOrder): readonly number[];
}

/** Tracks looked at for one page. Beyond it the page is short, and the next one continues from there. */
const mostExamined = 20_000;
const chunk = 500;

/**
 * A page of tracks in some order with filters. An order is walked and filtered, or, if few tracks can pass, those are
 * sorted. The cheaper way is known beforehand: walking costs about `limit × all ÷ few` looks, sorting `few`; they are equal
 * where `few` is the root of `limit × all`. Both bounds grow slowly: 7,000 looks for 1,000,000 tracks.
 */
export function trackPage(
  index: TrackIndex,
  order: TrackOrder,
  filter: TrackFilter,
  page: Page<number>,
): Slice<number, number> | undefined {
  const few = index.rarest(filter);
  if (few !== undefined && few <= Math.max(2_000, Math.sqrt(50 * index.trackCount))) return pageOfAll(index, order, filter, page);
  const source = order.sort === 'random' ? permuted(index, order.seed, page.after) : walked(index, order, page);
  const isPlain = few === undefined && !filter.playable;
  return source && collect(source, page.limit, (id) => isPlain || index.passes(id, filter));
}

/** The key is the number of tracks seen. */
function pageOfAll(index: TrackIndex, { sort, order, seed }: TrackOrder, filter: TrackFilter, page: Page<number>): Slice<number, number> {
  const from = page.after ?? 0;
  const stored = index.all(filter, sort === 'random' ? 'id' : sort, order);
  const all = sort === 'random' ? [...stored].sort((a, b) => mixed(a, seed) - mixed(b, seed) || a - b) : stored;
  const slice = { items: all.slice(from, from + page.limit), total: all.length };
  return from + page.limit < all.length ? { ...slice, next: from + page.limit } : slice;
}

/** A candidate and the key to continue after it. */
type Candidate = readonly [id: number, key: number];

function* walkedOn(index: TrackIndex, { sort, order }: TrackOrder & { sort: StoredSort }, first: readonly number[], step: number) {
  for (let ids = first; ; ) {
    for (const id of ids) yield [id, id] as Candidate;
    const last = ids.at(-1);
    if (last === undefined || ids.length < step) return;
    ids = index.walk(sort, order, { limit: chunk, after: last }) ?? [];
    step = chunk;
  }
}

function walked(index: TrackIndex, order: TrackOrder, { limit, after }: Page<number>): Iterable<Candidate> | undefined {
  const { sort } = order;
  if (sort === 'random') return [];
  const first = index.walk(sort, order.order, { limit: limit + 1, after });
  return first && walkedOn(index, { ...order, sort }, first, limit + 1);
}

/** The key is the place in the permutation. */
function* permuted(index: TrackIndex, seed: number, after: number | undefined): Iterable<Candidate> {
  const [least, greatest] = index.ids;
  const permutation = new Permutation(greatest - least + 1, seed);
  for (let place = (after ?? -1) + 1; place < permutation.size; place++) yield [least + permutation.at(place), place];
}

function collect(candidates: Iterable<Candidate>, limit: number, passes: (id: number) => boolean): Slice<number, number> {
  const items: number[] = [];
  let examined = 0;
  let last = 0;
  for (const [id, key] of candidates) {
    if (passes(id)) {
      if (items.length === limit) return { items, next: last };
      items.push(id);
      last = key;
    }
    if (++examined >= mostExamined) return { items, next: key };
  }
  return { items };
}
