import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import { type PlatformCatalogue, type PlatformList, type PlatformSong, pageOf, searchSongs, songsOf } from './platform-catalogue.js';
import type { PlatformAnswers } from './platform-emulator.js';

/** As Deezer counts requests. */
interface DeezerQuota {
  readonly calls: number;
  readonly perMs: number;
}

const usualQuota: DeezerQuota = { calls: 50, perMs: 5000 };
const usualLimit = 25;
const mostRows = 100;

const failure = (code: number, type: string, message: string): EmulatedAnswer => ({ body: { error: { type, message, code } } });
const noData = failure(800, 'DataException', 'no data');

/**
 * Deezer's public API: failures come with status 200, one call too many too. A chart of the catalogue is a genre: its id is the
 * genre's, `0` for all. A playlist belongs to the genre named by its group, and to all.
 */
export function deezerAnswers({ calls, perMs }: DeezerQuota = usualQuota): PlatformAnswers {
  const asked: number[] = [];
  return {
    logIn: failure(200, 'OAuthException', 'An active access token must be used to query information about the current user'),
    answer(catalogue, request, address) {
      if (request.method !== 'GET') return failure(600, 'InvalidQueryException', 'Wrong method');
      const now = Date.now();
      asked.splice(0, asked.length, ...asked.filter((at) => at > now - perMs), now);
      if (asked.length > calls) return failure(4, 'Exception', 'Quota limit exceeded');
      return answerOf(catalogue, request, address) ?? { status: 404, body: { error: 'Not Found' } };
    },
  };
}

function answerOf(catalogue: PlatformCatalogue, { path, query }: EmulatedRequest, address: string): EmulatedAnswer | undefined {
  const [, area = '', id = '', part = ''] = /^\/([a-z]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/.exec(decodeURIComponent(path)) ?? [];
  const list = (rows: readonly object[], claimsMore = 0): EmulatedAnswer => page(rows, query, `${address}${path}`, claimsMore);
  switch (`${area}/${part}`) {
    case 'search/': {
      const words = query.get('q') ?? '';
      if (words === '') return failure(501, 'MissingParameterException', 'Missing parameters: q');
      return list(searchSongs(catalogue, words).map(row));
    }
    case 'genre/':
      return id === '' ? { body: { data: genresOf(catalogue) } } : undefined;
    case 'track/':
      return track(catalogue, id);
    case 'playlist/':
    case 'playlist/tracks': {
      const found = catalogue.playlists.find((one) => one.id === id);
      if (found === undefined) return noData;
      const rows = songsOf(catalogue, found).map(row);
      return part === 'tracks' ? list(rows, found.claimsMore) : { body: { ...playlist(found), tracks: { data: rows } } };
    }
    case 'chart/tracks': {
      const found = catalogue.charts.find((one) => one.id === id);
      return found === undefined
        ? list([])
        : list(
            songsOf(catalogue, found).map((song, at) => ({ ...row(song), position: at + 1 })),
            found.claimsMore,
          );
    }
    case 'chart/playlists': {
      const genre = genresOf(catalogue).find((one) => String(one.id) === id);
      const fitting = catalogue.playlists.filter(({ group }) => id === '0' || (group !== undefined && group === genre?.name));
      return list(fitting.map(playlist));
    }
    default:
      return undefined;
  }
}

/** `next` is absent on the last page. */
function page(rows: readonly object[], query: URLSearchParams, url: string, claimsMore: number): EmulatedAnswer {
  const index = Number(query.get('index') ?? 0);
  const limit = Math.min(Number(query.get('limit') ?? usualLimit), mostRows);
  const more = new URLSearchParams(query);
  more.set('index', String(index + limit));
  const next = index + limit < rows.length ? { next: `${url}?${more}` } : {};
  return { body: { data: pageOf(rows, index, limit), total: rows.length + claimsMore, ...next } };
}

function track({ songs }: PlatformCatalogue, id: string): EmulatedAnswer {
  const isrc = /^isrc:(.+)$/.exec(id)?.[1];
  const song = songs.find((one) => (isrc === undefined ? one.id === id : one.isrc === isrc));
  if (song === undefined) return noData;
  const contributors = song.artists.map((name) => ({ ...artistOf(name), role: 'Main' }));
  return { body: { ...row(song), isrc: song.isrc ?? '', release_date: '2001-03-07', track_position: 4, disk_number: 1, contributors } };
}

function row(song: PlatformSong): object {
  return {
    id: Number(song.id),
    readable: true,
    title: song.title,
    title_short: song.title,
    title_version: '',
    link: `https://www.deezer.com/track/${song.id}`,
    duration: Math.round(song.durationMs / 1000),
    rank: 100_000,
    explicit_lyrics: false,
    preview: `https://cdns-preview.example/${song.id}.mp3`,
    artist: artistOf(song.artists[0] ?? ''),
    album: { id: 1, title: song.album ?? '', cover_xl: song.coverUrl ?? null, type: 'album' },
    type: 'track',
  };
}

const artistOf = (name: string): object => ({
  id: [...name].reduce((sum, char) => sum * 31 + (char.codePointAt(0) ?? 0), 7) % 1e9,
  name,
  type: 'artist',
});

function playlist({ id, name, description = '', coverUrl, songIds, updatedAt }: PlatformList): object {
  return {
    id: Number(id),
    title: name,
    description,
    public: true,
    nb_tracks: songIds.length,
    picture_xl: coverUrl ?? null,
    checksum: `${updatedAt?.getTime() ?? 0}-${songIds.join('-')}`,
    creation_date: '2017-05-17 12:12:00',
    type: 'playlist',
  };
}

function genresOf({ charts }: PlatformCatalogue): { id: number; name: string; type: string }[] {
  const named = charts.map(({ id, name }) => ({ id: Number(id), name, type: 'genre' }));
  return named.some(({ id }) => id === 0) ? named : [{ id: 0, name: 'All', type: 'genre' }, ...named];
}
