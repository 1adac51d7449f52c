import { type EmulatedSong, isSince, listed, type MethodAnswer, type SubsonicState, success } from './subsonic-state.js';

export const coverId = (song: EmulatedSong): string => `cover-${song.id}`;

/** A song as the server tells it. */
export function describeSong(state: SubsonicState, { bytes, lyrics: _words, cover, folder: _folder, ...song }: EmulatedSong): object {
  const playCount = isSince(state, 14) ? state.plays.get(song.id) : undefined;
  return {
    ...song,
    ...(cover === undefined ? {} : { coverArt: coverId({ bytes, ...song }) }),
    ...(playCount === undefined ? {} : { playCount, played: '2026-01-02T03:04:05Z' }),
    path: `${song.artist}/${song.album}/${song.title}.${song.suffix}`,
    size: bytes.length,
    bitRate: 320,
    samplingRate: 44_100,
    isDir: false,
    isVideo: false,
    contentType: `audio/${song.suffix}`,
  };
}

/** Every word must occur in title, artist or album. An empty text finds everything, as OpenSubsonic demands. */
export function search(state: SubsonicState, query: URLSearchParams): MethodAnswer {
  const words = (query.get('query') ?? '').toLowerCase().split(/\s+/);
  const offset = Number(query.get('songOffset') ?? 0);
  const found = songsIn(state, query)
    .filter(({ title, artist, album }) => words.every((word) => `${title} ${artist} ${album}`.toLowerCase().includes(word)))
    .slice(offset, offset + Number(query.get('songCount') ?? 20));
  const song = found.map((one) => describeSong(state, one));
  return success({ searchResult3: listed('song', song) });
}

/** By the letter that their names begin with. */
export function artists(state: SubsonicState, query: URLSearchParams): MethodAnswer {
  const names = [...new Set(songsIn(state, query).map(({ artist }) => artist))].sort();
  const letterOf = (name: string): string => (/^[a-z]/i.test(name) ? name.slice(0, 1).toUpperCase() : '#');
  const index = [...new Set(names.map(letterOf))].map((letter) => ({
    name: letter,
    artist: names
      .filter((name) => letterOf(name) === letter)
      .map((name) => ({ id: `ar-${name}`, name, albumCount: albumsOf(state, name) })),
  }));
  return success({ artists: { ignoredArticles: 'The', ...listed('index', index) } });
}

function albumsOf({ songs }: SubsonicState, artist: string): number {
  return new Set(songs.filter((song) => song.artist === artist).map(({ album }) => album)).size;
}

const largestPage = 500;

/** Of any type; only `newest` and `frequent` have an order of their own. */
export function albumList(state: SubsonicState, query: URLSearchParams): MethodAnswer {
  const size = Math.min(Number(query.get('size') ?? 10), largestPage);
  const offset = Number(query.get('offset') ?? 0);
  const sorted = albums(state, query);
  if (query.get('type') === 'newest') sorted.sort((one, other) => (one.created < other.created ? 1 : -1));
  if (query.get('type') === 'frequent') sorted.sort((one, other) => other.playCount - one.playCount);
  return success({ albumList2: listed('album', sorted.slice(offset, offset + size)) });
}

export function album(state: SubsonicState, id: string): MethodAnswer {
  const song = state.songs.filter((one) => one.album === id).map((one) => describeSong(state, one));
  return success({ album: { id, name: id, ...listed('song', song) } });
}

function albums(state: SubsonicState, query: URLSearchParams) {
  const byName = new Map<string, EmulatedSong[]>();
  for (const song of songsIn(state, query)) {
    const known = byName.get(song.album);
    if (known === undefined) byName.set(song.album, [song]);
    else known.push(song);
  }
  return [...byName].map(([name, songs]) => ({
    id: name,
    name,
    artist: songs[0]?.artist ?? '',
    songCount: songs.length,
    duration: songs.reduce((sum, { duration }) => sum + duration, 0),
    created: songs[0]?.created ?? '2026-01-01T00:00:00Z',
    playCount: songs.reduce((sum, { id }) => sum + (state.plays.get(id) ?? 0), 0),
  }));
}

function songsIn({ songs, folders }: SubsonicState, query: URLSearchParams): readonly EmulatedSong[] {
  const wanted = query.get('musicFolderId');
  if (wanted === null) return songs;
  return songs.filter(({ folder = folders[0]?.id }) => String(folder) === wanted);
}
