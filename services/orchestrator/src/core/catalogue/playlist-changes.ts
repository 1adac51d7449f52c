/** A song that came, went or got another place; positions count from 1. */
export type SongChange =
  | { readonly kind: 'added'; readonly songId: number; readonly to: number }
  | { readonly kind: 'removed'; readonly songId: number; readonly from: number }
  | { readonly kind: 'moved'; readonly songId: number; readonly from: number; readonly to: number };

/** Indices of the same song in the old and the new order. */
interface Pair {
  readonly from: number;
  readonly to: number;
}

/** Beyond this, places of a song that a playlist repeats are paired in order: nearly always the best, and never slow. */
const mostPairs = 200_000;

/**
 * What leads from one order of songs to another: removed ones first, then added and moved ones by their new position. As
 * many songs as possible stay: a song is moved only if others that stay pass it, not because songs came or went before it.
 * A song may be in a playlist several times.
 */
export function changesBetween(before: readonly number[], after: readonly number[]): SongChange[] {
  const start = sameFrom(before, after, Math.min(before.length, after.length));
  const end = sameFrom(before.toReversed(), after.toReversed(), Math.min(before.length, after.length) - start);
  const [old, fresh] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  const staying = longestRise(pairsOf(old, fresh));
  const [oldStaying, freshStaying] = [new Set(staying.map(({ from }) => from)), new Set(staying.map(({ to }) => to))];
  const leaving = placesOf(old, oldStaying);
  const arriving: SongChange[] = [];
  for (const [index, songId] of fresh.entries()) {
    if (freshStaying.has(index)) continue;
    const from = leaving.get(songId)?.shift();
    const to = start + index + 1;
    arriving.push(from === undefined ? { kind: 'added', songId, to } : { kind: 'moved', songId, from: start + from + 1, to });
  }
  const removed = [...leaving].flatMap(([songId, places]) => places.map((from) => ({ songId, from: start + from + 1 })));
  return [...removed.sort((a, b) => a.from - b.from).map((one) => ({ kind: 'removed', ...one }) as const), ...arriving];
}

/** How many songs at the beginning are the same; at most `most`. */
function sameFrom(one: readonly number[], other: readonly number[], most: number): number {
  let count = 0;
  while (count < most && one[count] === other[count]) count += 1;
  return count;
}

/** Where each song is, in order, without the places in `apart`. */
function placesOf(songs: readonly number[], apart: ReadonlySet<number>): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (const [index, songId] of songs.entries()) {
    if (apart.has(index)) continue;
    const known = places.get(songId);
    if (known === undefined) places.set(songId, [index]);
    else known.push(index);
  }
  return places;
}

/** Old and new places of the same song, ascending by the old one and descending by the new one. */
function pairsOf(old: readonly number[], fresh: readonly number[]): Pair[] {
  const none = new Set<number>();
  const [oldPlaces, freshPlaces] = [placesOf(old, none), placesOf(fresh, none)];
  let all = 0;
  for (const [songId, places] of oldPlaces) all += places.length * (freshPlaces.get(songId)?.length ?? 0);
  if (all > mostPairs) {
    return old.flatMap((songId, from) => {
      const to = freshPlaces.get(songId)?.shift();
      return to === undefined ? [] : [{ from, to }];
    });
  }
  return old.flatMap((songId, from) => (freshPlaces.get(songId) ?? []).toReversed().map((to) => ({ from, to })));
}

/**
 * The longest list of pairs that ascends in both orders: patience sorting (Hunt and Szymanski, 1977). Descending new
 * places of one old place keep it from being used twice.
 */
function longestRise(pairs: readonly Pair[]): Pair[] {
  /** The last pair of the best list of each length, and what came before each pair. */
  const ends: number[] = [];
  const earlier: Array<number | undefined> = [];
  for (const [index, { to }] of pairs.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? 0]?.to ?? 0) < to) low = middle + 1;
      else high = middle;
    }
    earlier[index] = low === 0 ? undefined : ends[low - 1];
    ends[low] = index;
  }
  const rise: Pair[] = [];
  for (let at = ends.at(-1); at !== undefined; at = earlier[at]) {
    const pair = pairs[at];
    if (pair !== undefined) rise.push(pair);
  }
  return rise.reverse();
}
