import { describeSong } from './subsonic-library.js';
import { failure, isSince, listed, type MethodAnswer, type SubsonicState, success } from './subsonic-state.js';

type Playlist = SubsonicState['playlists'][number];

export function playlists(state: SubsonicState): MethodAnswer {
  return success({
    playlists: listed(
      'playlist',
      state.playlists.map((one) => headOf(state, one)),
    ),
  });
}

export function playlist(state: SubsonicState, id: string): MethodAnswer {
  const found = state.playlists.find((one) => one.id === id);
  return found === undefined
    ? failure(70)
    : success({ playlist: { ...headOf(state, found), ...listed('entry', entriesOf(state, found)) } });
}

/** With an id it sets the songs of that playlist; without any song it leaves them, as Navidrome does. */
export function createPlaylist(state: SubsonicState, query: URLSearchParams): MethodAnswer {
  const [id, name, songIds] = [query.get('playlistId'), query.get('name') ?? '', query.getAll('songId')];
  const refusal = id === null ? (name === '' ? failure(10) : undefined) : refusedChange(state, id);
  if (refusal !== undefined) return refusal;
  if (songIds.some((songId) => !hasSong(state, songId))) return failure(70);
  if (id !== null) {
    if (songIds.length > 0) change(state, id, { songIds });
    return returned(state, id);
  }
  const made = { id: `pl-${state.playlists.length + 1}-${name.length}`, name, changed: new Date().toISOString(), songIds };
  state.playlists.push(made);
  return returned(state, made.id);
}

/** Positions to remove are those before the change. */
export function updatePlaylist(state: SubsonicState, query: URLSearchParams): MethodAnswer {
  const id = query.get('playlistId') ?? '';
  const refusal = refusedChange(state, id);
  if (refusal !== undefined) return refusal;
  const added = query.getAll('songIdToAdd');
  if (added.some((songId) => !hasSong(state, songId))) return failure(70);
  const removed = new Set(query.getAll('songIndexToRemove').map(Number));
  const { songIds = [] } = state.playlists.find((one) => one.id === id) ?? {};
  const [name, comment] = [query.get('name'), query.get('comment')];
  change(state, id, {
    songIds: [...songIds.filter((_, index) => !removed.has(index)), ...added],
    ...(name === null ? {} : { name }),
    ...(comment === null ? {} : { comment }),
  });
  return success();
}

export function deletePlaylist(state: SubsonicState, id: string): MethodAnswer {
  const refusal = refusedChange(state, id);
  if (refusal !== undefined) return refusal;
  state.playlists.splice(
    state.playlists.findIndex((one) => one.id === id),
    1,
  );
  return success();
}

function refusedChange({ playlists: all, user, isAdmin }: SubsonicState, id: string): MethodAnswer {
  const found = all.find((one) => one.id === id);
  if (found === undefined) return failure(70);
  return found.readonly === true || ((found.owner ?? user) !== user && !isAdmin) ? failure(50) : undefined;
}

function change({ playlists: all }: SubsonicState, id: string, changes: Partial<Playlist>): void {
  const at = all.findIndex((one) => one.id === id);
  const found = all[at];
  if (found !== undefined) all[at] = { ...found, ...changes, changed: new Date().toISOString() };
}

function returned(state: SubsonicState, id: string): MethodAnswer {
  return isSince(state, 14) ? playlist(state, id) : success();
}

function headOf({ user }: SubsonicState, { songIds, ...head }: Playlist): object {
  return { owner: user, public: false, created: head.changed, duration: 0, ...head, songCount: songIds.length };
}

function entriesOf(state: SubsonicState, { songIds }: Playlist): readonly object[] {
  return songIds.flatMap((songId) => state.songs.filter((song) => song.id === songId).map((song) => describeSong(state, song)));
}

function hasSong({ songs }: SubsonicState, id: string): boolean {
  return songs.some((song) => song.id === id);
}
