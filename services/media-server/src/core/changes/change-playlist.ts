import { Fault, toFault } from '@catalogsync/faults';
import type { ServerPlaylists } from '../servers/media-server.js';
import { countEdits, type EditCounts, type PlaylistEdits, planEdits } from '../servers/playlist-edits.js';
import type { PlaylistEntry, ServerPlaylist, ServerTrack } from '../servers/values.js';
import { copyNameOf, isCopyOf } from './copy-name.js';
import { copyWithMore, type PlaylistCopy } from './copy-with-more.js';
import { everyItem } from './every-item.js';

/** How a playlist is brought to the wanted tracks. Id, name, picture and description stay in each. */
export type ChangeMode = 'replace' | 'append' | 'reconcile';

export interface ChangeOrder {
  readonly playlistId: string;
  readonly trackIds: readonly string[];
  readonly mode: ChangeMode;
  /** Only says what would change. */
  readonly dryRun: boolean;
  /** Also removes more than half. */
  readonly force: boolean;
}

/** One entry that comes, changes its place, or goes. `position` counts from 1: afterwards, or before for a removal. */
export interface TrackChange {
  readonly kind: 'added' | 'moved' | 'removed';
  readonly track: Pick<ServerTrack, 'id'> & Partial<ServerTrack>;
  readonly position: number;
}

export interface PlaylistChange extends EditCounts {
  /** Tracks in the playlist afterwards. */
  readonly trackCount: number;
  /** The first of them, removals first. */
  readonly tracks: readonly TrackChange[];
  /** False for a dry run, and if nothing was to be changed. */
  readonly applied: boolean;
}

/** A playlist as it was read. */
export interface ReadPlaylist {
  readonly playlist: ServerPlaylist;
  readonly entries: readonly PlaylistEntry[];
  /** Left by changes that failed. */
  readonly copies: readonly PlaylistCopy[];
}

/** Shorter playlists may lose any number of tracks. */
const guardedFrom = 5;
/** Single changes that are told. */
const mostTold = 200;

/**
 * @param all the server's playlists, if they were just listed
 * @throws Fault `not_found`, or as the server
 */
export async function readPlaylist(
  playlists: ServerPlaylists,
  playlistId: string,
  signal: AbortSignal,
  all?: readonly ServerPlaylist[],
): Promise<ReadPlaylist> {
  const listed = all ?? (await everyItem(playlists.list(signal)));
  const playlist = listed.find(({ id }) => id === playlistId);
  if (playlist === undefined) throw new Fault('not_found', `the server has no playlist ${playlistId}`);
  const copies: PlaylistCopy[] = [];
  for (const { id } of listed.filter(({ name }) => isCopyOf(name, playlistId))) {
    copies.push({ id, entries: await everyItem(playlists.entries(id, signal)) });
  }
  return { playlist, entries: await everyItem(playlists.entries(playlistId, signal)), copies };
}

/**
 * Changes a playlist in place. Before a change of several steps it is copied on the server; the copy goes once the changed
 * playlist was read back and is as ordered. If that fails the copy stays, and the next change goes on from what it holds.
 * @throws Fault `failed_precondition` if more than half would go, `permission_denied` for a playlist that cannot be changed,
 * or as the server
 */
export async function changePlaylist(
  playlists: ServerPlaylists,
  read: ReadPlaylist,
  order: Omit<ChangeOrder, 'playlistId'>,
  signal: AbortSignal,
): Promise<PlaylistChange> {
  const { playlist, entries, copies } = read;
  const before = copyWithMore(entries, copies)?.entries ?? entries;
  const wanted = order.mode === 'append' ? withMissing(before, order.trackIds) : order.trackIds;
  const shown = planEdits(before, wanted);
  if (!order.force) refuseLargeRemoval(playlist.name, shown);
  const change = { ...countEdits(shown), trackCount: wanted.length, tracks: changesOf(shown) };
  const edits = planEdits(entries, wanted);
  const { added, moved, removed } = countEdits(edits);
  const isThere = added + moved + removed === 0;
  if (order.dryRun || (isThere && copies.length === 0)) return { ...change, applied: false };
  if (playlist.readOnly !== undefined)
    throw new Fault('permission_denied', `the playlist "${playlist.name}" cannot be changed: ${playlist.readOnly}`);
  if (!isThere) await apply(playlists, read, { edits, wanted, mode: order.mode }, signal);
  else await removeAll(playlists, copies, signal);
  return { ...change, applied: true };
}

interface Application {
  readonly edits: PlaylistEdits;
  readonly wanted: readonly string[];
  readonly mode: ChangeMode;
}

async function apply(
  playlists: ServerPlaylists,
  read: ReadPlaylist,
  { edits, wanted, mode }: Application,
  signal: AbortSignal,
): Promise<void> {
  const { id, name } = read.playlist;
  const end = tailOf(edits);
  const needsCopy = end === undefined && !playlists.changesAtOnce && read.entries.length > 0;
  const kept = copyWithMore(read.entries, read.copies) ?? (needsCopy ? await keep(playlists, read, signal) : undefined);
  try {
    if (end !== undefined) await playlists.append(id, end, signal);
    else if (mode === 'replace') await playlists.replace(id, wanted, signal);
    else await playlists.edit(id, edits, signal);
    await verify(playlists, read.playlist, wanted, signal);
  } catch (error) {
    throw kept === undefined ? error : keptAs(copyNameOf(name, id), error);
  }
  const others = read.copies.filter((copy) => copy.id !== kept?.id);
  await removeAll(playlists, kept === undefined ? others : [...others, kept], signal);
}

async function keep(playlists: ServerPlaylists, { playlist, entries }: ReadPlaylist, signal: AbortSignal): Promise<PlaylistCopy> {
  const trackIds = entries.map(({ track }) => track.id);
  return { id: await playlists.create({ name: copyNameOf(playlist.name, playlist.id), trackIds }, signal), entries };
}

async function removeAll(playlists: ServerPlaylists, copies: readonly PlaylistCopy[], signal: AbortSignal): Promise<void> {
  for (const { id } of copies) await playlists.remove(id, signal);
}

async function verify(
  playlists: ServerPlaylists,
  { id, name }: ServerPlaylist,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const entries = await everyItem(playlists.entries(id, signal));
  const isRight = entries.length === wanted.length && entries.every(({ track }, at) => track.id === wanted[at]);
  if (isRight) return;
  throw new Fault(
    'unavailable',
    `the playlist "${name}" was changed, but reads differently afterwards (${entries.length} tracks instead of ${wanted.length})`,
    {
      hint: 'Somebody else may have changed it meanwhile. Try again.',
    },
  );
}

function keptAs(copyName: string, error: unknown): Fault {
  const { code, message, hint, retry, retryAfterMs } = toFault(error);
  const options = { ...(hint === undefined ? {} : { hint }), ...(retryAfterMs === undefined ? {} : { retryAfterMs }), retry, cause: error };
  return new Fault(
    code,
    `${message}; what the playlist held before is kept on the server as "${copyName}" until a change succeeds`,
    options,
  );
}

/** What is added at the end, if that is all that changes. */
function tailOf({ before, after, removed }: PlaylistEdits): readonly string[] | undefined {
  const tail = after.slice(before.length);
  const isTail =
    removed.length === 0 &&
    tail.length > 0 &&
    tail.every(({ from }) => from === undefined) &&
    after.slice(0, before.length).every(({ stays }) => stays);
  return isTail ? tail.map(({ trackId }) => trackId) : undefined;
}

function withMissing(entries: readonly PlaylistEntry[], trackIds: readonly string[]): string[] {
  return [...entries.map(({ track }) => track.id), ...new Set(trackIds)].filter(
    (id, at, all) => at < entries.length || all.indexOf(id) === at,
  );
}

/** A list that was read wrong, or a source that went wrong, must not empty what somebody listens to. */
function refuseLargeRemoval(name: string, { before, removed }: PlaylistEdits): void {
  if (before.length < guardedFrom || removed.length * 2 <= before.length) return;
  throw new Fault('failed_precondition', `${removed.length} of ${before.length} tracks of the playlist "${name}" would be removed`, {
    retry: 'never',
    hint: 'If that is right, do it once with --force.',
  });
}

function changesOf({ before, after, removed }: PlaylistEdits): TrackChange[] {
  const trackAt = (index: number): TrackChange['track'] => before[index]?.track ?? { id: '' };
  const gone = removed.slice(0, mostTold).map((index): TrackChange => ({ kind: 'removed', track: trackAt(index), position: index + 1 }));
  const others = after.flatMap(({ trackId, from, stays }, at): TrackChange[] => {
    if (stays) return [];
    return [
      { kind: from === undefined ? 'added' : 'moved', track: from === undefined ? { id: trackId } : trackAt(from), position: at + 1 },
    ];
  });
  return [...gone, ...others].slice(0, mostTold);
}
