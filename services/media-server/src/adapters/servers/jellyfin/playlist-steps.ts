import type { PlaylistEdits } from '../../../core/servers/playlist-edits.js';
import type { PlaylistEntry } from '../../../core/servers/values.js';

/** One change of a playlist, as Jellyfin's calls allow. Places count from 0. */
export type PlaylistStep =
  /** @param at undefined for the end */
  | { readonly kind: 'add'; readonly trackIds: readonly string[]; readonly at: number | undefined }
  /** @param to its place once it has left the old one */
  | { readonly kind: 'move'; readonly entryId: string; readonly to: number }
  | { readonly kind: 'remove'; readonly entryIds: readonly string[] };

/**
 * The edits step by step. What shall come is put behind its predecessor, from left to right, before anything goes: if the server
 * fails in between, nothing is lost that was to stay.
 */
export function stepsOf({ before, after, removed }: PlaylistEdits): readonly PlaylistStep[] {
  const keyAt = (at: number): number => after[at]?.from ?? before.length + at;
  const now = before.map((_entry, index) => index);
  const steps: PlaylistStep[] = [];
  for (let at = 0; at < after.length; at++) {
    const from = after[at]?.from;
    if (after[at]?.stays === true) continue;
    const old = from === undefined ? -1 : now.indexOf(from);
    if (old >= 0) now.splice(old, 1);
    const to = at === 0 ? 0 : now.indexOf(keyAt(at - 1)) + 1;
    if (from === undefined) {
      const trackIds = newFrom(after, at);
      steps.push({ kind: 'add', trackIds, at: to === now.length ? undefined : to });
      now.splice(to, 0, ...trackIds.map((_id, offset) => keyAt(at + offset)));
      at += trackIds.length - 1;
    } else {
      now.splice(to, 0, from);
      if (to !== old) steps.push({ kind: 'move', entryId: before[from]?.entryId ?? '', to });
    }
  }
  if (removed.length > 0) steps.push({ kind: 'remove', entryIds: removed.map((index) => before[index]?.entryId ?? '') });
  return steps;
}

/** The new tracks that follow one another from there on. */
function newFrom(after: PlaylistEdits['after'], start: number): readonly string[] {
  const end = after.findIndex(({ from }, at) => at >= start && from !== undefined);
  return after.slice(start, end < 0 ? after.length : end).map(({ trackId }) => trackId);
}

/** Whether every entry that the edits touch can be named without naming another: entries of one track may share their id. */
export function canNameEach({ before, after, removed }: PlaylistEdits): boolean {
  const uses = new Map<string | undefined, number>();
  for (const { entryId } of before) uses.set(entryId, (uses.get(entryId) ?? 0) + 1);
  const moved = after.flatMap(({ from, stays }) => (stays || from === undefined ? [] : [from]));
  return [...moved, ...removed].every((index) => before[index]?.entryId !== undefined && uses.get(before[index].entryId) === 1);
}

/**
 * From the entries to the wanted tracks by removing and adding alone, for servers that refuse to move: what is kept stays in order.
 * @param addsAtPlaces otherwise everything behind the first difference goes and comes again
 */
export function stepsWithoutMoves(edits: PlaylistEdits, addsAtPlaces: boolean): readonly PlaylistStep[] {
  const { before, after } = edits;
  const wanted = after.map(({ trackId }) => trackId);
  const kept = separable(before, addsAtPlaces ? stayingOf(edits) : commonStart(before, wanted));
  const gone = before.filter((_entry, index) => !kept.has(index)).map(({ entryId = '' }) => entryId);
  const steps: PlaylistStep[] = gone.length === 0 ? [] : [{ kind: 'remove', entryIds: [...new Set(gone)] }];
  const staying = [...kept.values()];
  let start = 0;
  for (const at of [...staying, wanted.length]) {
    const trackIds = wanted.slice(start, at);
    if (trackIds.length > 0) steps.push({ kind: 'add', trackIds, at: at === wanted.length ? undefined : start });
    start = at + 1;
  }
  return steps;
}

/** Kept entries: index in `before` to place in the wanted order, ascending in both. */
type Kept = ReadonlyMap<number, number>;

function stayingOf({ after }: PlaylistEdits): Kept {
  return new Map(after.flatMap(({ from, stays }, at) => (stays && from !== undefined ? [[from, at] as const] : [])));
}

function commonStart(before: readonly PlaylistEntry[], wanted: readonly string[]): Kept {
  const end = before.findIndex(({ track }, index) => track.id !== wanted[index]);
  return new Map((end < 0 ? before : before.slice(0, end)).map((_entry, index) => [index, index] as const));
}

/** None, if an entry that goes shares its id with one that is kept. */
function separable(before: readonly PlaylistEntry[], kept: Kept): Kept {
  const ids = new Set(before.filter((_entry, index) => kept.has(index)).map(({ entryId }) => entryId));
  return before.some(({ entryId }, index) => !kept.has(index) && ids.has(entryId)) ? new Map() : kept;
}
