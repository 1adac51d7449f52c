import { Fault } from '@catalogsync/faults';
import type { PlaylistEdits } from '../../../../core/servers/playlist-edits.js';
import type { PlaylistLine, PlaylistText } from './playlist-text.js';

/** An entry and the track that it leads to; undefined for a stream, a file that is gone, or one elsewhere. */
export interface ResolvedLine {
  readonly line: PlaylistLine;
  readonly trackId: string | undefined;
}

/**
 * The file after the edits. Entries that stay keep their lines as they are written. Entries that lead to no track are not part of
 * the playlist as callers see it, so no edit can mean them: they stay behind the entry that they followed, or the nearest before
 * it that is left in its place.
 * @throws Fault `failed_precondition` if the file is not what the edits were planned for
 */
export function editedText(
  text: PlaylistText,
  resolved: readonly ResolvedLine[],
  edits: PlaylistEdits,
  lineOf: (trackId: string) => PlaylistLine,
): PlaylistText {
  const seen = resolved.filter(({ trackId }) => trackId !== undefined);
  const isAsPlanned = seen.length === edits.before.length && seen.every(({ trackId }, at) => trackId === edits.before[at]?.track.id);
  if (!isAsPlanned) throw new Fault('failed_precondition', 'the playlist has changed meanwhile', { hint: 'Try again.', retry: 'later' });
  const anchors = new Set(edits.after.flatMap(({ from, stays }) => (stays && from !== undefined ? [from] : [])));
  const { first, behind } = unseenBehind(resolved, anchors);
  const entries = edits.after.flatMap(({ trackId, from, stays }) => {
    if (from === undefined) return [lineOf(trackId)];
    const { line } = seen[from] ?? { line: lineOf(trackId) };
    return stays ? [line, ...(behind.get(from) ?? [])] : [line];
  });
  return { ...text, entries: [...first, ...entries] };
}

/** Entries that lead to no track: those before every anchor, and those behind each, by its index among the entries that do. */
function unseenBehind(
  resolved: readonly ResolvedLine[],
  anchors: ReadonlySet<number>,
): { readonly first: readonly PlaylistLine[]; readonly behind: ReadonlyMap<number, readonly PlaylistLine[]> } {
  const first: PlaylistLine[] = [];
  const behind = new Map<number, PlaylistLine[]>();
  let into = first;
  let index = 0;
  for (const { line, trackId } of resolved) {
    if (trackId === undefined) into.push(line);
    else {
      if (anchors.has(index)) {
        into = [];
        behind.set(index, into);
      }
      index += 1;
    }
  }
  return { first, behind };
}
