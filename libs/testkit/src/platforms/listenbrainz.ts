import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import { type PlatformCatalogue, type PlatformList, type PlatformSong, pageOf, searchSongs, songsOf } from './platform-catalogue.js';
import type { PlatformAnswers } from './platform-emulator.js';

/** What the emulator knows besides its catalogue; tests change it between requests. */
export interface ListenBrainzState {
  readonly user: string;
  readonly token: string;
  /** Playlists that only the owner sees. */
  readonly privateIds: Set<string>;
  /** Playlists made for the user, by the name of what made them. */
  readonly madeBy: Map<string, string>;
  /** Recordings without a name at the service: entries have an identifier and nothing else. */
  readonly namelessIds: Set<string>;
  /** Ranges that are not calculated yet. */
  readonly uncalculated: Set<string>;
  /** Identifiers of tracks are a text, as older servers write them. */
  plainIdentifiers: boolean;
  /** Calls that are left before the window ends; counted down, and never refilled by itself. */
  remaining: number;
}

export function listenBrainzState(user: string, token: string): ListenBrainzState {
  return {
    ...{ user, token, privateIds: new Set(), madeBy: new Map(), namelessIds: new Set(), uncalculated: new Set() },
    ...{ plainIdentifiers: false, remaining: 1_000_000 },
  };
}

/** ListenBrainz's API 1: charts by range, playlists as JSPF; a wrong token is refused even where none is needed. */
export function listenBrainzAnswers(state: ListenBrainzState): PlatformAnswers {
  return {
    logIn: failed(401, 'You need to provide an Authorization header.'),
    tooOften: failed(429, 'You have exceeded your rate limit.'),
    answer: (catalogue, request) => {
      state.remaining = Math.max(0, state.remaining - 1);
      const answer = respond(state, catalogue, request);
      const headers = { 'x-ratelimit-limit': '30', 'x-ratelimit-remaining': String(state.remaining), 'x-ratelimit-reset-in': '3' };
      return answer && { ...answer, headers: { ...headers, ...answer.headers } };
    },
  };
}

function respond(
  state: ListenBrainzState,
  catalogue: PlatformCatalogue,
  { method, path, query, headers }: EmulatedRequest,
): EmulatedAnswer | undefined {
  if (method !== 'GET') return undefined;
  const given = headers.authorization;
  if (given !== undefined && given !== `Token ${state.token}`) {
    if (path === '/1/validate-token') return { body: { code: 200, message: 'Token invalid.', valid: false } };
    return failed(401, 'Invalid authorization token.');
  }
  const isOwner = given !== undefined;
  const [, user, kind = ''] = /^\/1\/user\/([^/]+)\/playlists(?:\/(\w+))?$/.exec(path) ?? [];
  if (user !== undefined) return userLists(state, catalogue, { user: decodeURIComponent(user), kind, isOwner }, query);
  const playlist = /^\/1\/playlist\/([^/]+)$/.exec(path)?.[1];
  if (playlist !== undefined) return playlistOf(state, catalogue, playlist, isOwner);
  if (path === '/1/stats/sitewide/recordings') return chartOf(state, catalogue, query);
  if (path === '/1/metadata/recording/') return { body: recordings(state, catalogue, query) };
  if (path === '/1/metadata/lookup/')
    return isOwner ? { body: lookup(catalogue, query) } : failed(401, 'You need to provide an Authorization header.');
  if (path === '/1/validate-token')
    return isOwner
      ? { body: { code: 200, message: 'Token valid.', valid: true, user_name: state.user } }
      : failed(400, 'You need to provide an Authorization token.');
  return undefined;
}

function userLists(
  state: ListenBrainzState,
  { playlists }: PlatformCatalogue,
  { user, kind, isOwner }: { readonly user: string; readonly kind: string; readonly isOwner: boolean },
  query: URLSearchParams,
): EmulatedAnswer | undefined {
  if (user !== state.user) return failed(404, `Cannot find user: ${user}`);
  if (!['', 'createdfor', 'collaborator'].includes(kind)) return undefined;
  const shown = playlists.filter((one) => {
    if (kind === 'collaborator' || state.madeBy.has(one.id) !== (kind === 'createdfor')) return false;
    return isOwner || !state.privateIds.has(one.id);
  });
  const [count, offset] = [Number(query.get('count') ?? 25), Number(query.get('offset') ?? 0)];
  const claimed = shown.reduce((sum, { claimsMore = 0 }) => sum + claimsMore, shown.length);
  const described = pageOf(shown, offset, count).map((list) => ({ playlist: { ...jspf(state, list), track: [] } }));
  return { body: { playlists: described, playlist_count: claimed, offset, count } };
}

function playlistOf(state: ListenBrainzState, catalogue: PlatformCatalogue, id: string, isOwner: boolean): EmulatedAnswer {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return failed(400, 'Provided playlist ID is invalid.');
  const list = catalogue.playlists.find((one) => one.id === id);
  if (list === undefined || (state.privateIds.has(id) && !isOwner)) return failed(404, `Cannot find playlist: ${id}`);
  return { body: { playlist: { ...jspf(state, list), track: songsOf(catalogue, list).map((song) => track(state, song)) } } };
}

function jspf({ user, madeBy, privateIds }: ListenBrainzState, { id, name, description, updatedAt }: PlatformList): object {
  const patch = madeBy.get(id);
  const made = patch === undefined ? {} : { created_for: user, additional_metadata: { algorithm_metadata: { source_patch: patch } } };
  const changed = updatedAt === undefined ? {} : { last_modified_at: updatedAt.toISOString() };
  return {
    creator: patch === undefined ? user : 'troi-bot',
    title: name,
    identifier: `https://listenbrainz.org/playlist/${id}`,
    date: '2026-11-01T08:15:02.118434+00:00',
    ...(description === undefined ? {} : { annotation: description }),
    extension: { 'https://musicbrainz.org/doc/jspf#playlist': { public: !privateIds.has(id), creator: user, ...changed, ...made } },
  };
}

function track({ namelessIds, plainIdentifiers, user }: ListenBrainzState, song: PlatformSong): object {
  const address = `https://musicbrainz.org/recording/${song.id}`;
  const identifier = plainIdentifiers ? address : [address];
  const added = { added_by: user, added_at: '2026-11-01T08:15:02.118434+00:00' };
  if (namelessIds.has(song.id)) return { identifier, extension: { 'https://musicbrainz.org/doc/jspf#track': added } };
  const artists = song.artists.map((name, at) => ({
    artist_credit_name: name,
    artist_mbid: '00000000-0000-4000-8000-0000000000aa',
    join_phrase: at + 1 < song.artists.length ? ' & ' : '',
  }));
  return {
    ...{ identifier, title: song.title, creator: song.artists.join(' & '), duration: song.durationMs },
    ...(song.album === undefined ? {} : { album: song.album }),
    extension: { 'https://musicbrainz.org/doc/jspf#track': { ...added, additional_metadata: { artists } } },
  };
}

function chartOf({ uncalculated }: ListenBrainzState, catalogue: PlatformCatalogue, query: URLSearchParams): EmulatedAnswer {
  const range = query.get('range') ?? 'all_time';
  const chart = catalogue.charts.find(({ id }) => id === range);
  if (chart === undefined)
    return uncalculated.has(range) || catalogue.charts.length === 0 ? { status: 204 } : failed(400, `Invalid range: ${range}`);
  if (uncalculated.has(range)) return { status: 204 };
  const [count, offset] = [Number(query.get('count') ?? 25), Number(query.get('offset') ?? 0)];
  const songs = songsOf(catalogue, chart);
  const recordings = pageOf(songs, offset, Math.min(count, 1000)).map(({ id, title, artists, album = '' }, at) => {
    return {
      recording_mbid: id,
      track_name: title,
      artist_name: artists.join(' & '),
      artist_mbids: [],
      release_name: album,
      release_mbid: '',
      listen_count: 1000 - offset - at,
    };
  });
  const total = songs.length + (chart.claimsMore ?? 0);
  const updated = Math.floor((chart.updatedAt ?? new Date('2026-11-01T00:00:00Z')).getTime() / 1000);
  return {
    body: {
      payload: {
        recordings,
        offset,
        count: recordings.length,
        total_recording_count: total,
        range,
        last_updated: updated,
        from_ts: 0,
        to_ts: updated,
      },
    },
  };
}

/** Unknown ones are left out. */
function recordings({ namelessIds }: ListenBrainzState, { songs }: PlatformCatalogue, query: URLSearchParams): object {
  const ids = (query.get('recording_mbids') ?? '').split(',');
  const known = songs.filter(({ id }) => ids.includes(id) && !namelessIds.has(id));
  return Object.fromEntries(
    known.map(({ id, title, artists, album, durationMs }) => {
      const credits = artists.map((name) => ({ artist_mbid: '00000000-0000-4000-8000-0000000000aa', name, join_phrase: '' }));
      const release = album === undefined ? {} : { release: { name: album, album_artist_name: artists[0], mbid: '', year: 2019 } };
      return [
        id,
        { recording: { name: title, length: durationMs, rels: [] }, artist: { name: artists.join(' & '), artists: credits }, ...release },
      ];
    }),
  );
}

/** One match or nothing, never a score. */
function lookup(catalogue: PlatformCatalogue, query: URLSearchParams): object {
  const [song] = searchSongs(catalogue, `${query.get('recording_name') ?? ''} ${query.get('artist_name') ?? ''}`);
  if (song === undefined) return {};
  const { id, title, artists, album = '' } = song;
  return {
    recording_mbid: id,
    recording_name: title,
    artist_credit_name: artists.join(' & '),
    artist_mbids: [],
    release_name: album,
    release_mbid: '',
  };
}

function failed(code: number, error: string): EmulatedAnswer {
  return { status: code, body: { code, error } };
}
