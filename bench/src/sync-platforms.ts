import type { EmulatedAnswer } from '@catalogsync/testkit';

export const playlists = 1_000;
export const songsEach = 100;
export const latencyMs = 50;

/** A platform with 1,000 playlists of 100 songs, as the bench emulates it. */
export interface SyncedPlatform {
  readonly name: string;
  settings(url: string): Readonly<Record<string, string>>;
  answer(path: string, query: URLSearchParams): EmulatedAnswer | undefined;
  /** The least that latency and the declared limits of the source allow for reading every playlist, one request each. */
  readonly allowedMs: number;
  readonly rounds: number;
}

const positions = (first: number): number[] => Array.from({ length: songsEach }, (_, at) => first + at);

const subsonicSong = (at: number): object => ({
  ...{ id: `song-${at}`, title: `七里香 ${at}`, artist: `歌手 ${at % 997}`, album: `Album ${at % 4_999}`, duration: 200, year: 2004 },
  ...{ suffix: 'flac', size: 30_000_000, track: (at % 12) + 1, isDir: false, type: 'music' },
});

const success = (content: object): EmulatedAnswer => ({ body: { 'subsonic-response': { status: 'ok', version: '1.16.1', ...content } } });

/** Three requests at a time and no rate: what is measured is how fast songs are taken in. */
export const subsonic: SyncedPlatform = {
  name: 'subsonic',
  settings: (url) => ({ SUBSONIC_URL: url, SUBSONIC_USER: 'listener', SUBSONIC_PASSWORD: 'sesame' }),
  answer: (path, query) => {
    const method = /^\/rest\/(\w+?)(?:\.view)?$/.exec(path)?.[1] ?? '';
    const id = query.get('id') ?? '';
    const changed = '2026-11-21T00:00:00Z';
    switch (method) {
      case 'ping':
        return success({});
      case 'getAlbumList2':
        return success({ albumList2: {} });
      case 'getPlaylists': {
        const all = Array.from({ length: playlists }, (_, at) => ({ id: `list-${at}`, name: `List ${at}`, songCount: songsEach, changed }));
        return success({ playlists: { playlist: all } });
      }
      case 'getPlaylist': {
        const entry = positions(Number(id.slice('list-'.length)) * songsEach).map(subsonicSong);
        return success({ playlist: { id, name: id, changed, entry } });
      }
      default:
        return undefined;
    }
  },
  allowedMs: (playlists * latencyMs) / 3,
  rounds: 3,
};

/** Ids of playlists begin here. */
const firstList = 9_000_000;

const deezerTrack = (at: number): object => ({
  ...{ id: 1_000_000 + at, title: `七里香 ${at}`, duration: 200, rank: 500_000, explicit_lyrics: false, readable: true },
  isrc: `DEABC${String(at).padStart(7, '0')}`,
  artist: { id: 70_000 + (at % 997), name: `歌手 ${at % 997}` },
  album: { id: 80_000 + (at % 4_999), title: `Album ${at % 4_999}`, cover_xl: `https://cover.example/${at % 4_999}.jpg` },
});

function deezerAnswer(path: string): EmulatedAnswer | undefined {
  const [, id = '', tracks] = /^\/playlist\/(\d+)(\/tracks)?$/.exec(path) ?? [];
  if (path === '/genre') return { body: { data: [{ id: 0, name: 'All' }] } };
  if (path === '/chart/0/tracks') return { body: { data: [], total: 0 } };
  if (id === '') return undefined;
  const data = positions((Number(id) - firstList) * songsEach).map(deezerTrack);
  if (tracks !== undefined) return { body: { data, total: data.length } };
  return { body: { id: Number(id), title: `List ${id}`, nb_tracks: data.length, checksum: id, tracks: { data: [] } } };
}

/** Eight requests a second, as its source declares: what is measured is that nothing else keeps it waiting. */
export const deezer: SyncedPlatform = {
  name: 'deezer',
  settings: (url) => ({
    DEEZER_ENABLED: 'yes',
    DEEZER_URL: url,
    DEEZER_LISTED_PLAYLISTS: '0',
    DEEZER_PLAYLISTS: Array.from({ length: playlists }, (_, at) => firstList + at).join(','),
  }),
  answer: deezerAnswer,
  allowedMs: ((playlists - 8) / 8) * 1000,
  rounds: 1,
};
