import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import { type PlatformCatalogue, type PlatformList, type PlatformSong, pageOf, searchSongs, songsOf } from './platform-catalogue.js';
import type { PlatformAnswers } from './platform-emulator.js';

/** What the emulated Qobuz knows its callers by. */
interface QobuzCaller {
  readonly appId: string;
  /** Refused if it differs; callers without one are served. */
  readonly userToken: string;
}

export const qobuzCaller: QobuzCaller = { appId: '100000001', userToken: 'qobuz-user-token' };

const base = '/api.json/0.2';
const mostRows = 500;
const usualLimit = 50;

const failure = (code: number, message: string): EmulatedAnswer => ({ status: code, body: { status: 'error', code, message } });
const notFound = (what: string): EmulatedAnswer => failure(404, `No result matching given argument (${what})`);

/**
 * Qobuz: its application id in a header, failures by status. Charts of the catalogue are its featured playlists, by their group
 * (`editor-picks`); they can be read by their ids like any other.
 */
export function qobuzAnswers({ appId, userToken }: QobuzCaller = qobuzCaller): PlatformAnswers {
  return {
    logIn: failure(401, 'User authentication is required. (Root=1-0)'),
    answer(catalogue, request) {
      const { method, path, headers } = request;
      if (method !== 'GET' || !path.startsWith(`${base}/`)) return undefined;
      if (headers['x-app-id'] !== appId) return failure(400, 'Invalid or missing app_id parameter');
      const token = headers['x-user-auth-token'];
      if (token !== undefined && token !== userToken) return failure(401, 'User authentication is required. (Root=1-0)');
      return answerOf(catalogue, request);
    },
  };
}

function answerOf(catalogue: PlatformCatalogue, { path, query }: EmulatedRequest): EmulatedAnswer | undefined {
  switch (path.slice(base.length + 1)) {
    case 'track/search': {
      const words = query.get('query') ?? '';
      const byIsrc = catalogue.songs.filter(({ isrc }) => isrc === words);
      return { body: { query: words, tracks: page((byIsrc.length > 0 ? byIsrc : searchSongs(catalogue, words)).map(track), query) } };
    }
    case 'track/get': {
      const song = catalogue.songs.find(({ id }) => id === query.get('track_id'));
      return song === undefined ? notFound('track_id') : { body: track(song) };
    }
    case 'playlist/get': {
      const list = [...catalogue.playlists, ...catalogue.charts].find(({ id }) => id === query.get('playlist_id'));
      if (list === undefined) return notFound('playlist_id');
      const tracks = page(songsOf(catalogue, list).map(track), query, list.claimsMore);
      return { body: { ...playlist(list), ...(query.get('extra') === 'tracks' ? { tracks } : {}) } };
    }
    case 'playlist/getFeatured': {
      const type = query.get('type') ?? '';
      return { body: { playlists: page(catalogue.charts.filter(({ group }) => group === type).map(playlist), query) } };
    }
    default:
      return undefined;
  }
}

function page(rows: readonly object[], query: URLSearchParams, claimsMore = 0): object {
  const offset = Number(query.get('offset') ?? 0);
  const limit = Math.min(Number(query.get('limit') ?? usualLimit), mostRows);
  return { offset, limit, total: rows.length + claimsMore, items: pageOf(rows, offset, limit) };
}

function track(song: PlatformSong): object {
  const [first = ''] = song.artists;
  return {
    id: Number(song.id),
    title: song.title,
    version: song.otherNames?.[0] ?? null,
    isrc: song.isrc ?? null,
    duration: Math.round(song.durationMs / 1000),
    performer: { id: 50_001, name: first },
    performers: song.artists.map((name, at) => `${name}, ${at === 0 ? 'MainArtist' : 'FeaturedArtist'}`).join(' - '),
    composer: null,
    album: {
      id: '0000000000017',
      title: song.album ?? '',
      artist: { id: 50_001, name: first },
      image: { small: null, thumbnail: null, large: song.coverUrl ?? null },
      genre: { id: 112, name: 'Ambient' },
      release_date_original: '2019-05-03',
    },
    track_number: 3,
    media_number: 1,
    maximum_bit_depth: 24,
    maximum_sampling_rate: 96,
    streamable: true,
  };
}

function playlist({ id, name, description = '', coverUrl, songIds, updatedAt }: PlatformList): object {
  return {
    id: Number(id),
    name,
    description,
    owner: { id: 1, name: 'Qobuz' },
    is_public: true,
    tracks_count: songIds.length,
    updated_at: Math.floor((updatedAt?.getTime() ?? 0) / 1000),
    images300: coverUrl === undefined ? [] : [coverUrl],
  };
}
