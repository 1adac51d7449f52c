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

/** How the emulated proxy describes files; change it at any time. */
interface HifiState {
  /** `legacy` is the bare array of older proxies. */
  manifest: 'bts' | 'dash' | 'legacy';
  encryption: string;
  presentation: string;
  /** A DASH manifest that says its segments are protected. */
  isProtected: boolean;
  /** Where the addresses of files lead; the proxy itself if left out. */
  filesAt: string | undefined;
}

export const hifiState = (): HifiState => ({
  manifest: 'bts',
  encryption: 'NONE',
  presentation: 'FULL',
  isProtected: false,
  filesAt: undefined,
});

const usualLimit = 25;
const mostRows = 100;

const failure = (status: number, detail: unknown): EmulatedAnswer => ({ status, body: { detail } });
const notFound = failure(404, 'Resource not found');

/**
 * A proxy that a user runs. A list whose id is no UUID is a mix. A song's file is handed out as the state says; one marked as a
 * clip is presented as a preview.
 */
export function hifiAnswers(state: HifiState = hifiState()): PlatformAnswers {
  return {
    logIn: failure(401, 'Invalid token'),
    tooOften: failure(429, 'Upstream rate limited'),
    answer: (catalogue, request, address) => (request.method === 'GET' ? answerOf(state, catalogue, request, address) : undefined),
  };
}

function answerOf(
  state: HifiState,
  catalogue: PlatformCatalogue,
  { path, query }: EmulatedRequest,
  address: string,
): EmulatedAnswer | undefined {
  const [, area = ''] = /^\/(?:(search|info|playlist|mix|track)\/)?$/.exec(path) ?? [];
  const file = /^\/files\/([^/]+)\/(\d+)\.\w+$/.exec(path);
  if (file !== null) return fileOf(state, catalogue, decodeURIComponent(file[1] ?? ''), Number(file[2]));
  if (path === '/') return { body: { version: '2.2', Repo: 'https://hifi.example/api' } };
  const id = query.get('id') ?? '';
  switch (area) {
    case 'search':
      return search(catalogue, query);
    case 'info':
    case 'track': {
      if (!/^\d+$/.test(id)) return failure(422, [{ type: 'int_parsing', loc: ['query', 'id'], msg: 'Input should be a valid integer' }]);
      const song = catalogue.songs.find((one) => one.id === id);
      if (song === undefined) return notFound;
      if (area === 'info') return { body: { version: '2.2', data: track(song) } };
      return song.file === undefined ? notFound : { body: presented(state, song, address) };
    }
    case 'playlist':
    case 'mix':
      return listOf(catalogue, area, query);
    default:
      return undefined;
  }
}

function search(catalogue: PlatformCatalogue, query: URLSearchParams): EmulatedAnswer {
  const words = query.get('s');
  if (words === null) return failure(400, 'Provide one of s, a, al, v, or p');
  const offset = Number(query.get('offset') ?? 0);
  const limit = Math.min(Number(query.get('limit') ?? usualLimit), mostRows);
  const found = searchSongs(catalogue, words);
  const items = pageOf(found, offset, limit).map(track);
  return { body: { version: '2.2', data: { limit, offset, totalNumberOfItems: found.length, items } } };
}

function listOf(catalogue: PlatformCatalogue, area: 'playlist' | 'mix', query: URLSearchParams): EmulatedAnswer {
  const id = query.get('id') ?? '';
  const list = catalogue.playlists.find((one) => one.id === id && (area === 'playlist') === id.includes('-'));
  if (list === undefined) return notFound;
  const songs = songsOf(catalogue, list);
  if (area === 'mix')
    return { body: { version: '2.2', mix: { id, title: list.name, subTitle: list.description ?? '' }, items: songs.map(track) } };
  const shown = pageOf(songs, Number(query.get('offset') ?? 0), Math.min(Number(query.get('limit') ?? mostRows), mostRows));
  return {
    body: { version: '2.2', playlist: playlist(list, songs.length), items: shown.map((song) => ({ item: track(song), type: 'track' })) },
  };
}

function playlist({ id, name, description = '', updatedAt, claimsMore = 0 }: PlatformList, count: number): object {
  const lastUpdated = (updatedAt ?? new Date(0)).toISOString().replace('Z', '+0000');
  return { uuid: id, title: name, description, numberOfTracks: count + claimsMore, numberOfVideos: 0, lastUpdated, squareImage: null };
}

function track(song: PlatformSong): object {
  const artists = song.artists.map((name, at) => ({ id: 5_000_001 + at, name, type: at === 0 ? 'MAIN' : 'FEATURED' }));
  return {
    id: Number(song.id),
    title: song.title,
    duration: Math.round(song.durationMs / 1000),
    version: song.otherNames?.[0] ?? null,
    isrc: song.isrc ?? null,
    trackNumber: 3,
    volumeNumber: 1,
    allowStreaming: song.file !== undefined,
    streamReady: song.file !== undefined,
    audioQuality: 'LOSSLESS',
    mediaMetadata: { tags: ['LOSSLESS'] },
    artist: artists[0] ?? null,
    artists,
    album: {
      id: 90_000_001,
      title: song.album ?? '',
      cover: /^[0-9a-f-]{36}$/.test(song.coverUrl ?? '') ? song.coverUrl : null,
      releaseDate: '2019-05-03',
    },
  };
}

/** Three segments after the initialisation. */
const segments = 3;

function presented(state: HifiState, { id, file }: PlatformSong, address: string): object {
  const { ext = '', trial = false } = file ?? {};
  const at = `${state.filesAt ?? address}/files/${encodeURIComponent(id)}`;
  const isDash = state.manifest === 'dash';
  const single = {
    mimeType: mediaTypeOf(ext),
    codecs: ext,
    encryptionType: state.encryption,
    urls: [`${at}/0.${ext}?token=secret`],
  };
  const manifest = isDash ? dashOf(at, state.isProtected) : JSON.stringify(single);
  const data = {
    trackId: Number(id),
    assetPresentation: trial ? 'PREVIEW' : state.presentation,
    audioMode: 'STEREO',
    audioQuality: 'LOSSLESS',
    manifestMimeType: isDash ? 'application/dash+xml' : 'application/vnd.tidal.bts',
    manifest: Buffer.from(manifest).toString('base64'),
    bitDepth: 16,
    sampleRate: 44_100,
  };
  if (state.manifest !== 'legacy') return { version: '2.2', data };
  return [{ id: Number(id), title: 'one of the elements' }, data, { OriginalTrackUrl: single.urls[0] }];
}

function dashOf(at: string, isProtected: boolean): string {
  const protection = isProtected ? '<ContentProtection schemeIdUri="urn:mpeg:dash:mp4protection:2011" value="cenc"/>' : '';
  const template = `<SegmentTemplate timescale="44100" initialization="${at}/0.mp4?token=secret&amp;a=1" media="${at}/$Number$.mp4?token=secret&amp;a=1" startNumber="1"><SegmentTimeline><S d="176128" r="${segments - 2}"/><S d="90000"/></SegmentTimeline></SegmentTemplate>`;
  return `<?xml version="1.0" encoding="UTF-8"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period id="0"><AdaptationSet id="0" contentType="audio" mimeType="audio/mp4">${protection}<Representation id="1" codecs="flac" bandwidth="900000">${template}</Representation></AdaptationSet></Period></MPD>`;
}

/** The whole file, or a quarter of it. */
function fileOf(state: HifiState, { songs }: PlatformCatalogue, id: string, part: number): EmulatedAnswer | undefined {
  const file = songs.find((one) => one.id === id)?.file;
  if (file === undefined || part > segments) return undefined;
  const headers = { 'content-type': mediaTypeOf(file.ext) };
  if (state.manifest !== 'dash') return part === 0 ? { headers, body: file.bytes } : undefined;
  const size = Math.ceil(file.bytes.length / (segments + 1));
  return { headers, body: file.bytes.subarray(part * size, (part + 1) * size) };
}
