import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import {
  claimedOf,
  type PlatformCatalogue,
  type PlatformList,
  type PlatformSong,
  pageOf,
  searchSongs,
  songsOf,
} from './platform-catalogue.js';
import type { PlatformAnswers } from './platform-emulator.js';

/** What the emulated TIDAL knows its callers by, and how it treats them; change it at any time. */
interface TidalState {
  clientId: string;
  clientSecret: string;
  /** Seconds that a token is said to be good for. */
  expiresIn: number;
  /** Counts up with each token given; only the newest one is accepted. */
  tokens: number;
  /** Leaves these types of objects out of `included`, as TIDAL does at times. */
  withheld: readonly string[];
}

export const tidalState = (): TidalState => ({
  clientId: 'tidal-client',
  clientSecret: 'tidal-client-secret',
  expiresIn: 86_400,
  tokens: 0,
  withheld: [],
});

const mediaType = 'application/vnd.api+json';
const rowsPerPage = 20;
const mostIds = 20;

interface Resource {
  readonly id: string;
  readonly type: string;
}

const failure = (status: number, code: string, detail: string): EmulatedAnswer => ({
  status,
  headers: { 'content-type': mediaType },
  body: { errors: [{ status: String(status), code, detail }] },
});
const notFound = failure(404, 'NOT_FOUND', 'Resource not found');

/** TIDAL's official API, version 2: client credentials, JSON:API, cursors. The tokens come from the same server. */
export function tidalAnswers(state: TidalState = tidalState()): PlatformAnswers {
  return {
    logIn: failure(401, 'UNAUTHORIZED', 'Unauthorized'),
    tooOften: failure(429, 'TOO_MANY_REQUESTS', 'Too many requests'),
    answer(catalogue, request) {
      if (request.path === '/v1/oauth2/token') return tokenFor(state, request);
      if (!request.path.startsWith('/v2/') || request.method !== 'GET') return undefined;
      if (request.headers.authorization !== `Bearer ${tokenOf(state)}`) return failure(401, 'UNAUTHORIZED', 'Unauthorized');
      if (request.headers.accept !== mediaType) return failure(406, 'NOT_ACCEPTABLE', 'Not acceptable');
      if (!/^[A-Z]{2}$/.test(request.query.get('countryCode') ?? '')) return failure(400, 'INVALID_REQUEST', 'countryCode');
      return document(state, catalogue, request) ?? notFound;
    },
  };
}

/** The token that is good now. */
const tokenOf = ({ tokens }: TidalState): string => `tidal-token-${tokens}`;

function tokenFor(state: TidalState, { method, headers, body }: EmulatedRequest): EmulatedAnswer {
  const expected = `Basic ${Buffer.from(`${state.clientId}:${state.clientSecret}`).toString('base64')}`;
  if (method !== 'POST' || new URLSearchParams(body).get('grant_type') !== 'client_credentials')
    return { status: 400, body: { error: 'invalid_request' } };
  if (headers.authorization !== expected) return { status: 400, body: { error: 'invalid_client' } };
  state.tokens += 1;
  return { body: { access_token: tokenOf(state), token_type: 'Bearer', expires_in: state.expiresIn, scope: '' } };
}

function document(state: TidalState, catalogue: PlatformCatalogue, { path, query }: EmulatedRequest): EmulatedAnswer | undefined {
  const [, area = '', id = '', relation = ''] = /^\/v2\/(\w+)(?:\/([^/]+))?(?:\/relationships\/(\w+))?$/.exec(path) ?? [];
  const name = decodeURIComponent(id);
  const lists = [...catalogue.playlists, ...catalogue.charts];
  const answer = (data: unknown, songs: readonly PlatformSong[], links: object = {}): EmulatedAnswer => ({
    headers: { 'content-type': mediaType },
    body: { data, links: { self: path, ...links }, included: included(state, songs, query) },
  });
  if (area === 'searchResults' && relation === 'tracks') {
    const { shown, links } = page(searchSongs(catalogue, name), query, path);
    return answer(shown.map(identifier), shown, links);
  }
  if (area === 'tracks' && id === '') {
    const ids = query.getAll('filter[id]');
    if (ids.length > mostIds) return failure(400, 'INVALID_REQUEST', 'filter[id]');
    const isrcs = query.getAll('filter[isrc]');
    const songs = catalogue.songs.filter((song) => ids.includes(song.id) || (song.isrc !== undefined && isrcs.includes(song.isrc)));
    return answer(songs.map(track), songs);
  }
  if (area === 'tracks') {
    const song = catalogue.songs.find((one) => one.id === name);
    return song && answer(track(song), [song]);
  }
  const list = area === 'playlists' ? lists.find((one) => one.id === name) : undefined;
  if (list === undefined) return undefined;
  if (relation !== 'items') return answer(playlist(catalogue, list), []);
  const { shown, links } = page(songsOf(catalogue, list), query, path);
  return answer(
    shown.map((song) => ({ ...identifier(song), meta: { addedAt: '2026-02-01T10:00:00Z' } })),
    shown,
    links,
  );
}

/** About 20 rows; the cursor is TIDAL's own text. */
function page<T>(all: readonly T[], query: URLSearchParams, path: string): { shown: T[]; links: object } {
  const offset = Number(Buffer.from(query.get('page[cursor]') ?? '', 'base64url').toString() || 0);
  const shown = pageOf(all, offset, rowsPerPage);
  if (offset + rowsPerPage >= all.length) return { shown, links: {} };
  const nextCursor = Buffer.from(String(offset + rowsPerPage)).toString('base64url');
  return { shown, links: { next: `${path}?page%5Bcursor%5D=${nextCursor}`, meta: { nextCursor } } };
}

const identifier = ({ id }: PlatformSong): Resource => ({ id, type: 'tracks' });

function track(song: PlatformSong): Resource {
  const seconds = Math.round(song.durationMs / 1000);
  const attributes = {
    title: song.title,
    version: song.otherNames?.[0] ?? null,
    isrc: song.isrc ?? '',
    duration: `PT${Math.floor(seconds / 60)}M${seconds % 60}S`,
    explicit: false,
    popularity: 0.4,
    mediaTags: ['LOSSLESS'],
  };
  const relationships = {
    artists: { data: song.artists.map((name) => ({ id: idOf(name), type: 'artists' })) },
    albums: { data: song.album === undefined ? [] : [{ id: idOf(song.album), type: 'albums' }] },
  };
  return { id: song.id, type: 'tracks', attributes, relationships } as Resource;
}

/** The objects that the `include` parameter asks for, each once. */
function included({ withheld }: TidalState, songs: readonly PlatformSong[], query: URLSearchParams): Resource[] {
  const wanted = (query.get('include') ?? '').split(/[.,]/);
  const objects = new Map<string, Resource>();
  const add = (kind: string, object: object & Resource): void => {
    if (wanted.includes(kind) && !withheld.includes(object.type)) objects.set(`${object.type} ${object.id}`, object);
  };
  for (const song of songs) {
    if (wanted.includes('tracks')) add('tracks', track(song));
    if (wanted.includes('items')) add('items', track(song));
    for (const name of song.artists) add('artists', { id: idOf(name), type: 'artists', attributes: { name } } as Resource);
    if (song.album === undefined) continue;
    const coverArt = { data: song.coverUrl === undefined ? [] : [{ id: `art-${idOf(song.album)}`, type: 'artworks' }] };
    const attributes = { title: song.album, releaseDate: '2019-05-03' };
    add('albums', { id: idOf(song.album), type: 'albums', attributes, relationships: { coverArt } } as Resource);
    if (song.coverUrl === undefined) continue;
    const files = [80, 1280].map((width) => ({ href: width === 1280 ? song.coverUrl : `${song.coverUrl}?${width}`, meta: { width } }));
    add('coverArt', { id: `art-${idOf(song.album)}`, type: 'artworks', attributes: { mediaType: 'IMAGE', files } } as Resource);
  }
  return [...objects.values()];
}

const idOf = (name: string): string => Buffer.from(name).toString('hex');

function playlist(catalogue: PlatformCatalogue, list: PlatformList): Resource {
  const attributes = {
    name: list.name,
    description: list.description ?? '',
    numberOfItems: claimedOf(catalogue, list),
    lastModifiedAt: (list.updatedAt ?? new Date(0)).toISOString(),
    playlistType: 'EDITORIAL',
  };
  return { id: list.id, type: 'playlists', attributes } as Resource;
}
