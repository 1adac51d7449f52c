import type { PlaylistEntry } from '../servers/values.js';

/** What a playlist held before it was changed, on the server. */
export interface PlaylistCopy {
  readonly id: string;
  readonly entries: readonly PlaylistEntry[];
}

/**
 * The copy that holds a track which its playlist lacks: a change has failed after it removed something, and before that the
 * playlist was what the copy is. A copy of which the playlist holds everything is of no use: it may be half, if making it
 * failed, and nothing was removed yet.
 */
export function copyWithMore(entries: readonly PlaylistEntry[], copies: readonly PlaylistCopy[]): PlaylistCopy | undefined {
  const there = counted(entries);
  const lacks = (copy: PlaylistCopy): boolean => [...counted(copy.entries)].some(([id, count]) => count > (there.get(id) ?? 0));
  return copies.filter(lacks).toSorted((a, b) => b.entries.length - a.entries.length)[0];
}

function counted(entries: readonly PlaylistEntry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { track } of entries) counts.set(track.id, (counts.get(track.id) ?? 0) + 1);
  return counts;
}
