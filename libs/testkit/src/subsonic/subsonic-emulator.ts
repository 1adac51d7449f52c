import { createHash } from 'node:crypto';
import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import { EmulatedServer } from '../emulated-server.js';
import { album, albumList, artists, coverId, describeSong, search } from './subsonic-library.js';
import { createPlaylist, deletePlaylist, playlist, playlists, updatePlaylist } from './subsonic-playlists.js';
import { scanStatus, startScan } from './subsonic-scan.js';
import { type EmulatedSong, failure, isSince, listed, type MethodAnswer, newState, type SubsonicState, success } from './subsonic-state.js';

/** Longer addresses get 414. */
const longestUrl = 8192;

/**
 * An OpenSubsonic server: checks the token against the salt, answers failures with HTTP 200, leaves out empty
 * lists, and sends XML unless asked for JSON. It reads forms only if it says so by the extension `formPost`.
 */
export class SubsonicEmulator {
  private constructor(
    readonly server: EmulatedServer,
    readonly state: SubsonicState,
  ) {}

  /** @param latencyMs before each answer */
  static async start(songs: readonly EmulatedSong[] = [], { latencyMs = 0 } = {}): Promise<SubsonicEmulator> {
    const state = newState(songs);
    return new SubsonicEmulator(await EmulatedServer.start((request) => respond(state, request), { pace: { latencyMs } }), state);
  }
}

function respond(state: SubsonicState, request: EmulatedRequest): EmulatedAnswer | undefined {
  const { path, query, method: verb, body } = request;
  if (path.length + query.toString().length > longestUrl) return { status: 414, body: 'URI Too Long' };
  const method = /^\/rest\/(\w+?)(?:\.view)?$/.exec(path)?.[1];
  if (method === undefined) return undefined;
  const sent = verb === 'POST' && state.extensions?.includes('formPost') === true ? new URLSearchParams(body) : query;
  const early = state.before?.(method, sent, request);
  if (early !== undefined) return early;
  if (sent.get('f') !== 'json') return { headers: { 'content-type': 'text/xml' }, body: '<subsonic-response status="ok"/>' };
  const refusal = refusedLogin(state, sent);
  const answer = refusal ?? answerMethod(state, method, sent);
  if (answer === undefined) return undefined;
  if ('raw' in answer) return answer.raw;
  const isFailure = 'code' in answer;
  const content = isFailure ? { error: { code: answer.code, message: `error ${answer.code}` } } : answer.content;
  return { body: { 'subsonic-response': { status: isFailure ? 'failed' : 'ok', ...headOf(state), ...content } } };
}

function headOf({ version, extensions }: SubsonicState): object {
  return { version, ...(extensions === undefined ? {} : { type: 'emulated', serverVersion: '1.0.0', openSubsonic: true }) };
}

function refusedLogin({ user, password }: SubsonicState, query: URLSearchParams): MethodAnswer {
  const salted = createHash('md5')
    .update(`${password}${query.get('s')}`)
    .digest('hex');
  const missing = ['u', 'v', 'c'].some((name) => !query.has(name)) || !(query.has('t') && (query.get('s') ?? '').length >= 6);
  if (missing) return failure(10);
  return query.get('u') !== user || query.get('t') !== salted ? failure(40) : undefined;
}

type Method = (state: SubsonicState, query: URLSearchParams) => MethodAnswer;

const methods: Readonly<Record<string, Method>> = {
  ping: () => success(),
  getOpenSubsonicExtensions: ({ extensions }) =>
    extensions === undefined
      ? undefined
      : success(
          listed(
            'openSubsonicExtensions',
            extensions.map((name) => ({ name, versions: [1] })),
          ),
        ),
  getUser: ({ user, isAdmin }, query) =>
    query.get('username') === user ? success({ user: { username: user, adminRole: isAdmin, playlistRole: true } }) : failure(50),
  getMusicFolders: ({ folders }) => success({ musicFolders: listed('musicFolder', folders) }),
  getArtists: artists,
  getAlbumList2: albumList,
  getAlbum: (state, query) => album(state, query.get('id') ?? ''),
  search3: search,
  getSong: (state, query) => withSong(state, query, (song) => success({ song: describeSong(state, song) })),
  download: (state, query) => (state.mayDownload ? withSong(state, query, (song) => file(state, song)) : failure(50)),
  stream: (state, query) => withSong(state, query, (song) => file(state, song)),
  scrobble: (state, query) =>
    withSong(state, query, ({ id }) => {
      state.plays.set(id, (state.plays.get(id) ?? 0) + 1);
      return success();
    }),
  getLyricsBySongId: (state, query) =>
    state.knowsSongLyrics ? withSong(state, query, (song) => success({ lyricsList: lyricsOf(song) })) : undefined,
  getLyrics: (state, query) => success({ lyrics: namedLyrics(state, query) }),
  getCoverArt: ({ songs }, query) => picture(songs.find((one) => coverId(one) === query.get('id'))),
  getPlaylists: playlists,
  getPlaylist: (state, query) => playlist(state, query.get('id') ?? ''),
  createPlaylist,
  updatePlaylist,
  deletePlaylist: (state, query) => deletePlaylist(state, query.get('id') ?? ''),
  startScan: (state) => (isSince(state, 15) ? startScan(state) : undefined),
  getScanStatus: (state) => (isSince(state, 15) ? scanStatus(state) : undefined),
};

function answerMethod(state: SubsonicState, method: string, query: URLSearchParams): MethodAnswer {
  return Object.hasOwn(methods, method) ? methods[method]?.(state, query) : undefined;
}

function withSong({ songs }: SubsonicState, query: URLSearchParams, answer: (song: EmulatedSong) => MethodAnswer): MethodAnswer {
  const song = songs.find(({ id }) => id === query.get('id'));
  return song === undefined ? failure(70) : answer(song);
}

function file({ pauseMs }: SubsonicState, { suffix, bytes }: EmulatedSong): MethodAnswer {
  return { raw: { headers: { 'content-type': `audio/${suffix}` }, body: bytes, pauseMs } };
}

function picture(song: EmulatedSong | undefined): MethodAnswer {
  return song?.cover === undefined ? failure(70) : { raw: { headers: { 'content-type': 'image/png' }, body: song.cover } };
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
