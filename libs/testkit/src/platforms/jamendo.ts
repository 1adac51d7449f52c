import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import {
  mediaTypeOf,
  type PlatformCatalogue,
  type PlatformList,
  type PlatformSong,
  pageOf,
  searchSongs,
  songsOf,
} from './platform-catalogue.js';
import type { PlatformAnswers } from './platform-emulator.js';

/** The largest page; more is refused. */
const mostPerPage = 200;

/**
 * Jamendo's API 3.0: every answer has status 200 and says inside whether it succeeded. Only songs with a file may be
 * downloaded.
 * @param clientId what the emulator knows as valid
 */
export function jamendoAnswers(clientId: string): PlatformAnswers {
  return {
    logIn: failed(5, 'Your credential is not authorized.'),
    answer: (catalogue, request, address) => respond(catalogue, request, address, clientId),
  };
}

function respond(
  catalogue: PlatformCatalogue,
  { method, path, query }: EmulatedRequest,
  address: string,
  clientId: string,
): EmulatedAnswer | undefined {
  const file = /^\/download\/track\/([^/]+)\//.exec(path)?.[1];
  if (file !== undefined) return fileOf(catalogue, file);
  if (method !== 'GET' || !path.startsWith('/v3.0/')) return undefined;
  if (query.get('client_id') !== clientId) return failed(5, 'Your credential is not authorized.');
  const limit = Number(query.get('limit') ?? 10);
  if (!(limit > 0) || limit > mostPerPage) return failed(4, 'The value of the parameter limit is not allowed.');
  const page = <T>(all: readonly T[]): T[] => pageOf(all, Number(query.get('offset') ?? 0), limit);
  switch (path) {
    case '/v3.0/tracks/':
      return tracks(catalogue, query, address, page);
    case '/v3.0/playlists/':
      return succeeded(page(playlists(catalogue, query)).map(describedPlaylist));
    case '/v3.0/playlists/tracks/':
      return playlistTracks(catalogue, query, address, page);
    default:
      return undefined;
  }
}

type PageOf = <T>(all: readonly T[]) => T[];

function tracks(catalogue: PlatformCatalogue, query: URLSearchParams, address: string, page: PageOf): EmulatedAnswer {
  const { id, order, search } = Object.fromEntries(query) as Record<string, string | undefined>;
  const chart = catalogue.charts.find((one) => one.id === order);
  const words = search ?? '';
  const found = id !== undefined ? catalogue.songs.filter((song) => song.id === id) : searchSongs(catalogue, words);
  const shown = page(chart === undefined ? found : songsOf(catalogue, chart));
  return succeeded(
    shown.map((song) => track(song, address)),
    chart?.claimsMore,
  );
}

function playlists({ playlists: all }: PlatformCatalogue, query: URLSearchParams): PlatformList[] {
  const id = query.get('id');
  const words = query.get('namesearch')?.toLowerCase();
  return all.filter((one) => (id === null || one.id === id) && (words === undefined || one.name.toLowerCase().includes(words)));
}

/** Its numbers are texts, unlike those of `tracks`. */
function playlistTracks(catalogue: PlatformCatalogue, query: URLSearchParams, address: string, page: PageOf): EmulatedAnswer {
  return succeeded(
    playlists(catalogue, query).map((list) => {
      const songs = page(songsOf(catalogue, list)).map((song, at) => {
        return { ...track(song, address), duration: String(Math.round(song.durationMs / 1000)), position: String(at + 1) };
      });
      return { ...describedPlaylist(list), tracks: songs };
    }),
  );
}

function describedPlaylist({ id, name }: PlatformList): object {
  return { id, name: html(name), creationdate: '2019-01-01', user_id: '1', user_name: 'someone', zip: '' };
}

function track({ id, title, artists, album = '', durationMs, coverUrl = '', file }: PlatformSong, address: string): object {
  return {
    ...{ id, name: html(title), duration: Math.round(durationMs / 1000), position: 1 },
    ...{ artist_id: `a${id}`, artist_name: html(artists.join(' & ')), artist_idstr: 'artist' },
    ...{ album_name: html(album), album_id: album === '' ? '' : `b${id}`, album_image: coverUrl, image: coverUrl },
    ...{ license_ccurl: 'http://creativecommons.org/licenses/by-sa/3.0/', releasedate: '2019-05-03' },
    ...{ audio: `${address}/stream/${id}`, shareurl: `https://www.jamendo.com/track/${id}` },
    audiodownload: file === undefined ? '' : `${address}/download/track/${id}/${file.ext === 'mp3' ? 'mp32' : file.ext}/`,
    audiodownload_allowed: file !== undefined,
  };
}

function fileOf({ songs }: PlatformCatalogue, id: string): EmulatedAnswer | undefined {
  const file = songs.find((song) => song.id === id)?.file;
  return file && { headers: { 'content-type': mediaTypeOf(file.ext) }, body: file.bytes };
}

const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll("'", '&#039;');

function succeeded(results: readonly object[], claimsMore = 0): EmulatedAnswer {
  return {
    body: { headers: { status: 'success', code: 0, error_message: '', warnings: '', results_count: results.length + claimsMore }, results },
  };
}

function failed(code: number, text: string): EmulatedAnswer {
  return { body: { headers: { status: 'failed', code, error_message: text, warnings: '', results_count: 0 }, results: [] } };
}
