import { toFault } from '@catalogsync/faults';
import { type ChangeMode, changePlaylist, type PlaylistChange, type ReadPlaylist, readPlaylist } from '../changes/change-playlist.js';
import { everyItem } from '../changes/every-item.js';
import type { MediaServer, ServerPlaylists } from '../servers/media-server.js';
import { countEdits, planEdits } from '../servers/playlist-edits.js';
import type { ServerTrack } from '../servers/values.js';
import { type LocatorOf, SongMatcher, type WantedSong } from './song-matcher.js';

export interface MirrorOrder {
  /** The playlist that it was mirrored to before; empty if none. */
  readonly playlistId: string;
  readonly name: string;
  readonly description: string;
  readonly songs: readonly WantedSong[];
  readonly mode: ChangeMode;
  readonly dryRun: boolean;
  readonly force: boolean;
}

export interface Mirrored {
  /** Empty where none was made. */
  readonly playlistId: string;
  readonly created: boolean;
  readonly change: PlaylistChange;
  readonly unmatched: readonly string[];
}

/** The server and what it is asked with. */
export interface MirrorParts {
  readonly server: MediaServer;
  readonly playlists: ServerPlaylists;
  readonly locatorOf: LocatorOf;
}

/** Searches at a time: people listen to the server meanwhile. */
const searchesAtOnce = 4;
const hitsPerSearch = 15;

const untouched: PlaylistChange = { added: 0, moved: 0, removed: 0, trackCount: 0, tracks: [], applied: false };

/**
 * Brings a playlist of the server to the songs of one of ours. Songs that the server lacks are left out and named. If it lacks
 * all of them nothing changes.
 * @param report how many songs were looked for
 * @throws Fault as `changePlaylist`, and of the server
 */
export async function mirrorPlaylist(
  { server, playlists, locatorOf }: MirrorParts,
  order: MirrorOrder,
  report: (done: number) => void,
  signal: AbortSignal,
): Promise<Mirrored> {
  const target = await targetOf(playlists, order, signal);
  const matcher = new SongMatcher(locatorOf);
  matcher.remember((target?.entries ?? []).map(({ track }) => track));
  const tracks = await findAll(server, matcher, order.songs, report, signal);
  const unmatched = order.songs.filter((_song, at) => tracks[at] === undefined).map(({ songId }) => songId);
  const trackIds = wantedIds(order.songs, tracks);
  if (trackIds.length === 0 && order.songs.length > 0) {
    return {
      playlistId: target?.playlist.id ?? '',
      created: false,
      change: { ...untouched, trackCount: target?.entries.length ?? 0 },
      unmatched,
    };
  }
  const done = await bring({ playlists, target, order }, trackIds, signal);
  return { ...done, change: withNames(done.change, tracks), unmatched };
}

interface Bringing {
  readonly playlists: ServerPlaylists;
  readonly target: ReadPlaylist | undefined;
  readonly order: MirrorOrder;
}

/** A server that keeps a track only once in a playlist gets each once. */
async function bring(bringing: Bringing, trackIds: readonly string[], signal: AbortSignal): Promise<Omit<Mirrored, 'unmatched'>> {
  try {
    return await makeOrChange(bringing, trackIds, signal);
  } catch (error) {
    const once = [...new Set(trackIds)];
    if (toFault(error).code !== 'unsupported' || once.length === trackIds.length) throw error;
    const { playlists, target } = bringing;
    // What was tried may have changed it.
    const again = target === undefined ? undefined : await readPlaylist(playlists, target.playlist.id, signal);
    return makeOrChange({ ...bringing, target: again }, once, signal);
  }
}

async function makeOrChange(
  { playlists, target, order }: Bringing,
  trackIds: readonly string[],
  signal: AbortSignal,
): Promise<Omit<Mirrored, 'unmatched'>> {
  if (target === undefined || isAnothers(target, order, trackIds)) {
    return { created: true, ...(await create(playlists, order, trackIds, signal)) };
  }
  const { mode, dryRun, force } = order;
  const change = await changePlaylist(playlists, target, { trackIds, mode, dryRun, force }, signal);
  return { playlistId: target.playlist.id, created: false, change };
}

/** The playlist from before; else one of the same name that can be changed. */
async function targetOf(
  playlists: ServerPlaylists,
  { playlistId, name }: MirrorOrder,
  signal: AbortSignal,
): Promise<ReadPlaylist | undefined> {
  const all = await everyItem(playlists.list(signal));
  const known = playlistId === '' ? undefined : all.find(({ id }) => id === playlistId);
  const found = known ?? all.find((one) => one.name === name && one.readOnly === undefined);
  return found === undefined ? undefined : readPlaylist(playlists, found.id, signal, all);
}

/**
 * A playlist that only has the same name, of which most would go: somebody made it for something else. It stays as it is, and
 * ours is made beside it.
 */
function isAnothers({ playlist, entries }: ReadPlaylist, { playlistId, mode, force }: MirrorOrder, trackIds: readonly string[]): boolean {
  if (playlist.id === playlistId || mode === 'append' || force) return false;
  return countEdits(planEdits(entries, trackIds)).removed * 2 > entries.length;
}

async function create(
  playlists: ServerPlaylists,
  { name, description, dryRun }: MirrorOrder,
  trackIds: readonly string[],
  signal: AbortSignal,
): Promise<Pick<Mirrored, 'playlistId' | 'change'>> {
  const change = { ...untouched, added: trackIds.length, trackCount: trackIds.length, applied: !dryRun };
  if (dryRun) return { playlistId: '', change };
  const about = description === '' ? {} : { description };
  return { playlistId: await playlists.create({ name, ...about, trackIds }, signal), change };
}

async function findAll(
  server: MediaServer,
  matcher: SongMatcher,
  songs: readonly WantedSong[],
  report: (done: number) => void,
  signal: AbortSignal,
): Promise<(ServerTrack | undefined)[]> {
  const found = songs.map((song) => matcher.amongRemembered(song));
  const missing = found.flatMap((track, at) => (track === undefined ? [at] : []));
  let done = songs.length - missing.length;
  report(done);
  const queue = missing.values();
  const lane = async (): Promise<void> => {
    for (const at of queue) {
      const song = songs[at];
      if (song !== undefined) found[at] = await search(server, matcher, song, signal);
      done += 1;
      report(done);
    }
  };
  await Promise.all(Array.from({ length: searchesAtOnce }, lane));
  return found;
}

async function search(server: MediaServer, matcher: SongMatcher, song: WantedSong, signal: AbortSignal): Promise<ServerTrack | undefined> {
  const asked = { title: song.title, artist: song.artists[0] ?? '', limit: hitsPerSearch };
  return matcher.among(song, await server.searchTracks(asked, signal));
}

/** In order. Different songs that are one track on the server count once; a song that the playlist has twice counts twice. */
function wantedIds(songs: readonly WantedSong[], tracks: readonly (ServerTrack | undefined)[]): string[] {
  const takenBy = new Map<string, string>();
  return tracks.flatMap((track, at) => {
    if (track === undefined) return [];
    const songId = songs[at]?.songId ?? '';
    const taker = takenBy.get(track.id) ?? songId;
    takenBy.set(track.id, taker);
    return taker === songId ? [track.id] : [];
  });
}

/** Added tracks were found by searching, so their names are known. */
function withNames(change: PlaylistChange, tracks: readonly (ServerTrack | undefined)[]): PlaylistChange {
  const byId = new Map(tracks.flatMap((track) => (track === undefined ? [] : [[track.id, track] as const])));
  return { ...change, tracks: change.tracks.map((one) => ({ ...one, track: byId.get(one.track.id) ?? one.track })) };
}
