import { createHash } from 'node:crypto';
import type { EmulatedAnswer, EmulatedRequest } from './emulated-answer.js';
import { EmulatedServer } from './emulated-server.js';

/** A song with its file. */
export interface EmulatedSong {
  readonly id: string;
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  /** Seconds. */
  readonly duration: number;
  readonly suffix: string;
  readonly bytes: Buffer;
  /** Milliseconds and words of its lines, or lines without times. */
  readonly lyrics?: readonly (readonly [startMs: number, words: string])[] | string;
  readonly cover?: Buffer;
}

export interface SubsonicState {
  readonly user: string;
  readonly password: string;
  readonly songs: EmulatedSong[];
  readonly playlists: { readonly id: string; readonly name: string; readonly changed: string; readonly songIds: readonly string[] }[];
  /** Users without it get error 50 from `download`. */
  mayDownload: boolean;
  /** Songs come in ten pieces, this many milliseconds apart. */
  pauseMs: number;
  /** Servers without the extension `songLyrics` answer 404 and find lyrics only by name. */
  knowsSongLyrics: boolean;
}

/**
 * An OpenSubsonic server: checks the token against the salt, answers failures with HTTP 200, leaves out empty
 * lists, and sends XML unless asked for JSON.
 */
export class SubsonicEmulator {
  private constructor(
    readonly server: EmulatedServer,
    readonly state: SubsonicState,
  ) {}

  static async start(songs: readonly EmulatedSong[] = []): Promise<SubsonicEmulator> {
    const state: SubsonicState = {
      user: 'listener',
      password: 'sesame-7',
      songs: [...songs],
      playlists: [],
      mayDownload: true,
      pauseMs: 0,
      knowsSongLyrics: true,
    };
    return new SubsonicEmulator(await EmulatedServer.start((request) => respond(state, request)), state);
  }
}

function respond(state: SubsonicState, { path, query }: EmulatedRequest): EmulatedAnswer | undefined {
  const method = /^\/rest\/(\w+?)(?:\.view)?$/.exec(path)?.[1];
  if (method === undefined) return undefined;
  if (query.get('f') !== 'json') return { headers: { 'content-type': 'text/xml' }, body: '<subsonic-response status="ok"/>' };
  const salted = createHash('md5')
    .update(`${state.password}${query.get('s')}`)
    .digest('hex');
  const missing = ['u', 'v', 'c'].some((name) => !query.has(name)) || !(query.has('t') && (query.get('s') ?? '').length >= 6);
  if (missing) return failure(10);
  if (query.get('u') !== state.user || query.get('t') !== salted) return failure(40);
  return answerMethod(state, method, query);
}

function answerMethod(state: SubsonicState, method: string, query: URLSearchParams): EmulatedAnswer | undefined {
  const id = query.get('id') ?? '';
  const song = state.songs.find((one) => one.id === id);
  switch (method) {
    case 'ping':
      return success({});
    case 'search3':
      return success({ searchResult3: search(state, query) });
    case 'getSong':
      return song === undefined ? failure(70) : success({ song: describe(song) });
    case 'download':
    case 'stream':
      if (method === 'download' && !state.mayDownload) return failure(50);
      return song === undefined
        ? failure(70)
        : { headers: { 'content-type': `audio/${song.suffix}` }, body: song.bytes, pauseMs: state.pauseMs };
    case 'getLyricsBySongId':
      if (!state.knowsSongLyrics) return undefined;
      return song === undefined ? failure(70) : success({ lyricsList: lyricsOf(song) });
    case 'getLyrics':
      return success({ lyrics: namedLyrics(state, query) });
    case 'getCoverArt':
      return picture(state.songs.find((one) => coverId(one) === id));
    case 'getPlaylists':
      return success({ playlists: { playlist: state.playlists.map(({ songIds, ...head }) => ({ ...head, songCount: songIds.length })) } });
    case 'getPlaylist':
      return playlist(state, id);
    case 'getAlbumList2':
      return success({ albumList2: { album: albums(state).map((name) => ({ id: name, name, songCount: 1 })) } });
    case 'getAlbum':
      return success({ album: { id, song: state.songs.filter(({ album }) => album === id).map(describe) } });
    default:
      return undefined;
  }
}

const coverId = (song: EmulatedSong): string => `cover-${song.id}`;

function picture(song: EmulatedSong | undefined): EmulatedAnswer {
  return song?.cover === undefined ? failure(70) : { headers: { 'content-type': 'image/png' }, body: song.cover };
}

/** Left out if it would be empty, like other lists. */
function lyricsOf({ lyrics, artist, title }: EmulatedSong): object {
  if (lyrics === undefined) return {};
  const about = { displayArtist: artist, displayTitle: title, lang: 'xxx', offset: 0 };
  const synced = typeof lyrics !== 'string';
  const line = synced ? lyrics.map(([start, value]) => ({ start, value })) : lyrics.split('\n').map((value) => ({ value }));
  return { structuredLyrics: [{ ...about, synced, line }] };
}

function namedLyrics(state: SubsonicState, query: URLSearchParams): object {
  const found = state.songs.find(({ artist, title }) => artist === query.get('artist') && title === query.get('title'));
  if (found?.lyrics === undefined) return {};
  const { artist, title, lyrics } = found;
  return { artist, title, value: typeof lyrics === 'string' ? lyrics : lyrics.map(([, words]) => words).join('\n') };
}

function albums(state: SubsonicState): string[] {
  return [...new Set(state.songs.map(({ album }) => album))];
}

/** Every word must occur in title, artist or album. */
function search(state: SubsonicState, query: URLSearchParams): object {
  const words = (query.get('query') ?? '').toLowerCase().split(/\s+/);
  const offset = Number(query.get('songOffset') ?? 0);
  const found = state.songs
    .filter(({ title, artist, album }) => words.every((word) => `${title} ${artist} ${album}`.toLowerCase().includes(word)))
    .slice(offset, offset + Number(query.get('songCount') ?? 20));
  return found.length === 0 ? {} : { song: found.map(describe) };
}

function playlist(state: SubsonicState, id: string): EmulatedAnswer {
  const found = state.playlists.find((one) => one.id === id);
  if (found === undefined) return failure(70);
  const { songIds, ...head } = found;
  const entry = songIds.flatMap((songId) => state.songs.filter((song) => song.id === songId).map(describe));
  return success({ playlist: { ...head, songCount: entry.length, entry } });
}

function describe({ bytes, lyrics: _words, cover, ...song }: EmulatedSong): object {
  return {
    ...song,
    ...(cover === undefined ? {} : { coverArt: coverId({ bytes, ...song }) }),
    size: bytes.length,
    bitRate: 320,
    samplingRate: 44_100,
    isDir: false,
    isVideo: false,
    contentType: `audio/${song.suffix}`,
  };
}

const head = { version: '1.16.1', type: 'emulated', serverVersion: '1.0.0', openSubsonic: true };

function success(content: object): EmulatedAnswer {
  return { body: { 'subsonic-response': { status: 'ok', ...head, ...content } } };
}

function failure(code: number): EmulatedAnswer {
  return { body: { 'subsonic-response': { status: 'failed', ...head, error: { code, message: `error ${code}` } } } };
}
