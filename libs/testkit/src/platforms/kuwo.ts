import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import {
  claimedOf,
  fileAt,
  type PlatformCatalogue,
  type PlatformList,
  type PlatformSong,
  pageOf,
  searchSongs,
  songsOf,
} from './platform-catalogue.js';
import type { PlatformAnswers } from './platform-emulator.js';

/** What the site hands out on the first page, and wants back. */
const token = 'EMULATED0TOKEN';
const sizes =
  'level:ff,bitrate:2000,format:flac,size:26.04Mb;level:p,bitrate:320,format:mp3,size:8.21Mb;level:h,bitrate:128,format:mp3,size:3.28Mb';

/** Kuwo: servers without a token for searches, charts, playlists and files, and the site, which wants its token. Ids are numbers. */
export const kuwoAnswers: PlatformAnswers = {
  answer(catalogue, request, address) {
    if (request.method !== 'GET') return undefined;
    if (request.path.startsWith('/api/www/')) return site(catalogue, request);
    return plain[request.path]?.(catalogue, request.query, address) ?? fileAt(catalogue, request.path);
  },
  logIn: { status: 403, body: { success: false, message: 'CSRF Token Not Found!', now: '2026-03-02T19:00:00.000Z' } },
};

type Answerer = (catalogue: PlatformCatalogue, query: URLSearchParams, address: string) => EmulatedAnswer | undefined;

const plain: Readonly<Record<string, Answerer>> = {
  '/': () => ({
    headers: { 'content-type': 'text/html', 'set-cookie': `kw_token=${token}; path=/` },
    body: '<!doctype html><title>Kuwo</title>',
  }),
  '/r.s': search,
  '/ksong.s': (catalogue, query) => {
    const chart = catalogue.charts.find(({ id }) => id === query.get('id'));
    if (query.get('type') !== 'bang' || chart === undefined) return { body: { num: '0', musiclist: [] } };
    const { name, description = '', coverUrl = '', updatedAt } = chart;
    const about = {
      name,
      info: description,
      pic: coverUrl,
      num: String(claimedOf(catalogue, chart)),
      pub: updatedAt?.toISOString().slice(0, 10) ?? '今日更新',
    };
    return { body: { ...about, type: 'music', musiclist: rows(catalogue, chart, query) } };
  },
  '/pl.svc': (catalogue, query) => {
    const playlist = catalogue.playlists.find(({ id }) => id === query.get('pid'));
    if (query.get('op') !== 'getlistinfo' || playlist === undefined) return { body: { result: 'fail' } };
    const { id, name, description = '', coverUrl = '', playCount = 0 } = playlist;
    const about = { result: 'ok', id: Number(id), title: entities(name), pic: coverUrl, info: entities(description), playnum: playCount };
    return { body: { ...about, total: claimedOf(catalogue, playlist), musiclist: rows(catalogue, playlist, query) } };
  },
  '/api/pc/classify/playlist/getRcmPlayList': ({ playlists }, query) => {
    const size = Number(query.get('rn'));
    const page = pageOf(playlists, (Number(query.get('pn')) - 1) * size, size);
    const data = page.map(({ id, name, coverUrl = '', songIds }) => ({
      id,
      name: entities(name),
      uname: 'someone',
      total: String(songIds.length),
      img: coverUrl,
    }));
    return { body: { code: 200, data: { total: playlists.length, rn: size, pn: Number(query.get('pn')), data }, msg: 'success' } };
  },
  '/anti.s': ({ songs }, query, address) => {
    const song = songs.find(({ id }) => `MUSIC_${id}` === query.get('rid'));
    const asked = query.get('type') === 'convert_url' && query.get('response') === 'url';
    return { body: asked && song?.file !== undefined ? `${address}/files/${song.id}.${song.file.ext}` : 'res not found' };
  },
};

function search(catalogue: PlatformCatalogue, query: URLSearchParams): EmulatedAnswer {
  const found = searchSongs(catalogue, query.get('all') ?? '');
  const size = Number(query.get('rn'));
  const page = pageOf(found, Number(query.get('pn')) * size, size);
  const body = {
    HIT: String(found.length),
    PN: query.get('pn'),
    RN: String(size),
    TOTAL: String(found.length),
    abslist: page.map(foundRow),
  };
  const isJson = query.get('rformat') === 'json' && query.get('mobi') === '1';
  return { body: isJson ? body : JSON.stringify(body).replaceAll('"', "'") };
}

function foundRow({ id, title, artists, album = '', durationMs, otherNames = [], coverUrl = '', file }: PlatformSong): object {
  const names = artists.map(entities).join('&');
  const sure = {
    MUSICRID: `MUSIC_${id}`,
    SONGNAME: entities(title),
    NAME: entities(title),
    ARTIST: names,
    ARTISTID: '7001',
    ALBUM: entities(album),
  };
  const more = {
    SUBTITLE: otherNames.map(entities).join(' / '),
    DURATION: seconds(durationMs),
    N_MINFO: sizes,
    web_albumpic_short: shortCover(coverUrl),
  };
  return { ...sure, ...more, payInfo: { cannotOnlinePlay: '0', listen_fragment: file?.trial === true ? '1' : '0' } };
}

function rows(catalogue: PlatformCatalogue, list: PlatformList, query: URLSearchParams): object[] {
  const size = Number(query.get('rn'));
  return pageOf(songsOf(catalogue, list), Number(query.get('pn')) * size, size).map(
    ({ id, title, artists, album = '', durationMs, coverUrl = '' }) => ({
      id,
      name: entities(title),
      artist: artists.map(entities).join('&'),
      artistid: '7001',
      album: entities(album),
      duration: seconds(durationMs),
      N_MINFO: sizes,
      web_albumpic_short: shortCover(coverUrl),
      param: [title, artists.join('&'), album].join(';'),
    }),
  );
}

function site(catalogue: PlatformCatalogue, { path, query, headers }: EmulatedRequest): EmulatedAnswer | undefined {
  const hasToken = headers.cookie === `kw_token=${token}` && headers.csrf === token && headers.referer !== undefined;
  if (!hasToken) return { body: { success: false, message: 'CSRF Token Not Found!', now: '2026-03-02T19:00:00.000Z' } };
  if (path === '/api/www/bang/bang/bangMenu') return { body: { code: 200, data: menu(catalogue), msg: 'success' } };
  if (path !== '/api/www/music/musicInfo') return undefined;
  const song = catalogue.songs.find(({ id }) => id === query.get('mid'));
  if (song === undefined) return { body: { code: -1, success: false, message: 'music not found' } };
  const { id, title, artists, album = '', durationMs, coverUrl = '', file } = song;
  const about = { rid: Number(id), name: entities(title), artist: artists.map(entities).join('&'), album: entities(album), pic: coverUrl };
  const payInfo = { cannotOnlinePlay: 0, listen_fragment: file?.trial === true ? '1' : '0' };
  return { body: { code: 200, data: { ...about, duration: Math.round(durationMs / 1000), payInfo }, msg: 'success' } };
}

function menu({ charts }: PlatformCatalogue): object[] {
  const groups = [...new Set(charts.map(({ group = '官方榜' }) => group))];
  return groups.map((name) => {
    const listed = charts.filter(({ group = '官方榜' }) => group === name);
    return { name, list: listed.map((chart) => ({ sourceid: chart.id, name: chart.name, pic: chart.coverUrl ?? '', pub: '今日更新' })) };
  });
}

const seconds = (durationMs: number): string => String(Math.round(durationMs / 1000));
/** The service names covers by their path under a folder for each size. */
const shortCover = (coverUrl: string): string => coverUrl.replace(/^.*\/albumcover\/\d+\//, '120/');

/** As the service writes names. */
function entities(text: string): string {
  const named: Readonly<Record<string, string>> = { '&': '&amp;', "'": '&apos;', ' ': '&nbsp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&' <>"]/g, (sign) => named[sign] ?? sign);
}
