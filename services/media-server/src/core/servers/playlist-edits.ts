import type { PlaylistEntry } from './values.js';

/** One entry of the playlist as it shall be. */
interface WantedEntry {
  readonly trackId: string;
  /** The entry that it was before, as an index into `before`; undefined for a new one. */
  readonly from: number | undefined;
  /**
   * True for entries that need not be touched: they stand in this order already. The others are added, or moved to
   * behind the entry that precedes them here.
   */
  readonly stays: boolean;
}

/** What leads from one order of a playlist to another with the fewest entries touched. */
export interface PlaylistEdits {
  readonly before: readonly PlaylistEntry[];
  readonly after: readonly WantedEntry[];
  /** Entries to remove, as indices into `before`, ascending. */
  readonly removed: readonly number[];
}

/** How many entries are new, change their place, and go. */
export interface EditCounts {
  readonly added: number;
  readonly moved: number;
  readonly removed: number;
}

export function countEdits({ after, removed }: PlaylistEdits): EditCounts {
  const added = after.filter(({ from }) => from === undefined).length;
  return { added, moved: after.filter(({ from, stays }) => from !== undefined && !stays).length, removed: removed.length };
}

/**
 * The edits from the entries of a playlist to the wanted tracks. A track that occurs several times is paired occurrence by
 * occurrence. What stays is a longest increasing subsequence of the kept entries: n log n.
 */
export function planEdits(before: readonly PlaylistEntry[], trackIds: readonly string[]): PlaylistEdits {
  const places = new Map<string, number[]>();
  for (const [index, { track }] of before.entries()) {
    const known = places.get(track.id);
    if (known === undefined) places.set(track.id, [index]);
    else known.push(index);
  }
  for (const indices of places.values()) indices.reverse();
  const from = trackIds.map((id) => places.get(id)?.pop());
  const staying = longestIncreasing(from);
  const after = trackIds.map((trackId, at) => ({ trackId, from: from[at], stays: staying.has(at) }));
  return { before, after, removed: [...places.values()].flat().sort((a, b) => a - b) };
}

/** Positions of a longest increasing subsequence; undefined values are skipped (patience sorting). */
function longestIncreasing(values: readonly (number | undefined)[]): ReadonlySet<number> {
  const tails: number[] = [];
  const previous = new Map<number, number | undefined>();
  for (const [at, value] of values.entries()) {
    if (value === undefined) continue;
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous.set(at, tails[low - 1]);
    tails[low] = at;
  }
  const result = new Set<number>();
  for (let at = tails.at(-1); at !== undefined; at = previous.get(at)) result.add(at);
  return result;
}
