import type { EmulatedRequest } from '../emulated-answer.js';
import {
  fileAt,
  type PlatformCatalogue,
  type PlatformList,
  type PlatformSong,
  pageOf,
  searchSongs,
  songsOf,
} from './platform-catalogue.js';
import type { PlatformAnswers } from './platform-emulator.js';

/** Of charts that are not NetEase's own. */
const otherCharts = '全球媒体榜';

/**
 * NetEase Cloud Music: plain `/api` paths by GET, with the Referer of its site. Failures have status 200 and a code of their own.
 * Songs without a file are for members: without the cookie MUSIC_U they are not among the songs that come with a playlist.
 */
export const neteaseAnswers: PlatformAnswers = {
  answer: (catalogue, request, address) => {
    if (request.path.startsWith('/files/')) return fileAt(catalogue, request.path);
    const endpoint = endpoints[request.path];
    if (request.method !== 'GET' || endpoint === undefined) return undefined;
    return { body: request.headers.referer?.startsWith('https://music.163.com') ? endpoint(catalogue, request, address) : { code: -460 } };
  },
  logIn: { body: { code: 301, msg: null } },
};

type Endpoint = (catalogue: PlatformCatalogue, request: EmulatedRequest, address: string) => object;

const endpoints: Readonly<Record<string, Endpoint>> = {
  '/api/cloudsearch/pc': (catalogue, { query }) => found(catalogue, query, songBody),
  '/api/search/get': (catalogue, { query }) => found(catalogue, query, olderSongBody),
  '/api/v3/song/detail': ({ songs }, { query }) => {
    const ids = digitsIn(query.get('c'));
    const wanted = songs.filter(({ id }) => ids.includes(id));
    // Each once, in an order of its own.
    return { code: 200, songs: wanted.map(songBody).reverse(), privileges: wanted.map(privilegeOf) };
  },
  '/api/toplist': ({ charts }) => ({ code: 200, list: charts.map((chart) => ({ ...listBody(chart), ...markOf(chart) })) }),
  '/api/playlist/list': ({ playlists }, { query }) => {
    const category = query.get('cat') ?? '全部';
    const all = playlists.filter(({ group }) => category === '全部' || group === category);
    const { offset, limit } = pageAsked(query);
    const shown = pageOf(all, offset, limit).map((one) => ({ ...listBody(one), tracks: null }));
    return { code: 200, playlists: shown, total: all.length, more: offset + limit < all.length, cat: category };
  },
  '/api/v6/playlist/detail': playlistBody,
  '/api/song/enhance/player/url/v1': handedOut,
};

function found(catalogue: PlatformCatalogue, query: URLSearchParams, body: (song: PlatformSong) => object): object {
  if (query.get('type') !== '1') return { code: 400 };
  const all = searchSongs(catalogue, query.get('s') ?? '');
  const { offset, limit } = pageAsked(query);
  const songs = pageOf(all, offset, limit).map(body);
  return { result: { ...(songs.length === 0 ? {} : { songs }), songCount: all.length }, code: 200 };
}

function playlistBody(catalogue: PlatformCatalogue, { query, headers }: EmulatedRequest): object {
  const list = [...catalogue.playlists, ...catalogue.charts].find(({ id }) => id === query.get('id'));
  if (list === undefined) return { code: 404, message: 'no resource' };
  const isMember = headers.cookie?.includes('MUSIC_U=') ?? false;
  const first = songsOf(catalogue, { ...list, songIds: list.songIds.slice(0, Number(query.get('n') ?? 1000)) });
  const songs = first.filter(({ file }) => isMember || file !== undefined);
  const trackIds = list.songIds.map((id) => ({ id: exact(id), v: 1, alg: null }));
  return { code: 200, playlist: { ...listBody(list), tracks: songs.map(songBody), trackIds }, privileges: songs.map(privilegeOf) };
}

/** Lossless files at that level alone, others at each. */
function handedOut({ songs }: PlatformCatalogue, { query }: EmulatedRequest, address: string): object {
  const data = digitsIn(query.get('ids')).map((wanted) => {
    const { id = wanted, file, durationMs } = songs.find((song) => song.id === wanted) ?? {};
    const refused = { id: exact(id), url: null, br: 0, size: 0, code: 404, expi: 1200, type: null, freeTrialInfo: null };
    if (file === undefined || (file.ext === 'flac' && query.get('level') !== 'lossless')) return refused;
    const url = `${address}/files/${encodeURIComponent(id)}.${file.ext}?auth=a%2Fb`;
    const clip = file.trial === true ? { start: 0, end: 30 } : null;
    const about = { br: bitrateOf(file.ext), size: file.bytes.length, type: file.ext, level: query.get('level'), time: durationMs };
    return { ...refused, ...about, url, code: 200, freeTrialInfo: clip };
  });
  return { data, code: 200 };
}

function songBody(song: PlatformSong): object {
  const { file, artists, album, otherNames = [] } = song;
  const encoding = file === undefined ? null : { br: bitrateOf(file.ext), fid: 0, size: file.bytes.length, sr: 44_100 };
  const isLossless = file?.ext === 'flac';
  return {
    name: song.title,
    id: exact(song.id),
    ar: artists.map((name, at) => ({ id: 30_001 + at, name, tns: [], alias: [] })),
    alia: otherNames.slice(1),
    tns: otherNames.slice(0, 1),
    pop: 95,
    fee: file === undefined ? 1 : 0,
    al: { id: 80_001, name: album ?? null, picUrl: song.coverUrl ?? null, pic_str: '109951160000000001', pic: exact('109951160000000001') },
    dt: song.durationMs,
    ...{ h: isLossless ? null : encoding, m: null, l: null, sq: isLossless ? encoding : null, no: 1, mark: exact('9007199254740993') },
    privilege: privilegeOf(song),
  };
}

function olderSongBody({ id, title, artists, album, durationMs, otherNames = [], file }: PlatformSong): object {
  return {
    id: exact(id),
    name: title,
    artists: artists.map((name, at) => ({ id: 30_001 + at, name, picUrl: null, alias: [] })),
    album: { id: 80_001, name: album ?? '', picId: exact('109951160000000001') },
    duration: durationMs,
    ...{ alias: otherNames.slice(1), transNames: otherNames.slice(0, 1), fee: file === undefined ? 1 : 0 },
  };
}

function privilegeOf({ id, file }: PlatformSong): object {
  return { id: exact(id), fee: file === undefined ? 1 : 0, st: 0, pl: file === undefined ? 0 : bitrateOf(file.ext) };
}

function listBody({ id, name, description, coverUrl, playCount = 0, songIds, updatedAt, claimsMore = 0 }: PlatformList): object {
  return {
    id: exact(id),
    name,
    description: description ?? null,
    coverImgUrl: coverUrl ?? null,
    playCount,
    trackCount: songIds.length + claimsMore,
    updateTime: updatedAt?.getTime() ?? 0,
    ...{ status: 0, privacy: 0, tags: [], subscribed: null },
  };
}

const markOf = ({ group }: PlatformList): object => (group === otherCharts ? {} : { ToplistType: 'S' });

const bitrateOf = (ext: string): number => (ext === 'flac' ? 999_000 : 320_000);

const pageAsked = (query: URLSearchParams): { offset: number; limit: number } => ({
  offset: Number(query.get('offset') ?? 0),
  limit: Number(query.get('limit') ?? 30),
});

const digitsIn = (text: string | null): string[] => text?.match(/\d+/g) ?? [];

/** A number in JSON, with all its digits. */
const exact = (digits: string): unknown => (Number.isSafeInteger(Number(digits)) ? Number(digits) : json.rawJSON(digits));

/** Not known to the types yet (ECMAScript, JSON.parse source text access). */
const json = JSON as unknown as { rawJSON(text: string): unknown };
