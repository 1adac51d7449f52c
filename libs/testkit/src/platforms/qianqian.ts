import { createHash } from 'node:crypto';
import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import { claimedOf, fileAt, type PlatformCatalogue, type PlatformSong, pageOf, searchSongs, songsOf } from './platform-catalogue.js';
import type { PlatformAnswers } from './platform-emulator.js';

/** What the emulated Qianqian wants requests to be signed with. */
export const qianqianSecret = 'emulated-qianqian-secret';
const appId = '16073360';

/** Qianqian. Every request is signed; failures are told inside status 200. Ids of songs are letters and digits. */
export const qianqianAnswers: PlatformAnswers = {
  answer(catalogue, request, address) {
    const { method, path, query } = request;
    if (method !== 'GET') return undefined;
    if (path.startsWith('/files/')) return fileAt(catalogue, path);
    const answerer = answers[path];
    if (answerer === undefined) return undefined;
    return isSigned(query) ? answerer(catalogue, request, address) : refused(22001, '签名错误');
  },
  logIn: { body: { state: false, errno: 22401, errmsg: '请先登录', data: {} } },
};

type Answerer = (catalogue: PlatformCatalogue, request: EmulatedRequest, address: string) => EmulatedAnswer;

const answers: Readonly<Record<string, Answerer>> = {
  '/v1/search': (catalogue, { query }) => {
    const found = searchSongs(catalogue, query.get('word') ?? '');
    return success({ total: found.length, typeTrack: found.length === 0 ? null : paged(found, query).map(songRow), typeAlbum: [] });
  },
  '/v1/bd/category': ({ charts }) =>
    success(charts.map(({ id, name, coverUrl = '' }) => ({ bdid: id, title: escaped(name), pic: coverUrl }))),
  '/v1/bd/list': (catalogue, { query }) => {
    const list = catalogue.charts.find(({ id }) => id === query.get('bdid'));
    if (list === undefined) return missing;
    const { id, name, coverUrl = '' } = list;
    const about = { bdid: id, title: escaped(name), pic: coverUrl, total: claimedOf(catalogue, list) };
    return success({ ...about, havemore: 0, result: paged(songsOf(catalogue, list), query).map(songRow) });
  },
  '/v1/tracklist/list': ({ playlists }, { query }) => {
    const result = paged(playlists, query).map(({ id, name, coverUrl = '', songIds }) => {
      return { id: Number(id), title: escaped(name), pic: coverUrl, trackCount: songIds.length };
    });
    return success({ total: playlists.length, havemore: 0, result });
  },
  '/v1/tracklist/info': (catalogue, { query }) => {
    const list = catalogue.playlists.find(({ id }) => id === query.get('id'));
    if (list === undefined) return missing;
    const { id, name, description = '', coverUrl = '' } = list;
    const about = {
      id: Number(id),
      title: escaped(name),
      pic: coverUrl,
      desc: escaped(description),
      trackCount: claimedOf(catalogue, list),
    };
    return success({ ...about, pageNo: Number(query.get('pageNo')), trackList: paged(songsOf(catalogue, list), query).map(songRow) });
  },
  '/v1/song/tracklink': ({ songs }, { query }, address) => {
    const song = songs.find(({ id }) => id === query.get('TSID'));
    if (song === undefined) return missing;
    const { file } = song;
    if (file === undefined) return refused(22232, '暂无版权');
    const url = `${address}/files/${song.id}.${file.ext}?expires=3600`;
    const whole = { path: url, format: file.ext, rate: 128, size: file.bytes.length, expireTime: 3600 };
    return success({ ...songRow(song), ...(file.trial === true ? { path: '', trail_audio_info: { path: url, rate: 128 } } : whole) });
  },
};

const success = (data: object): EmulatedAnswer => ({ body: { state: true, errno: 22000, errmsg: '成功', data } });
const refused = (errno: number, errmsg: string): EmulatedAnswer => ({ body: { state: false, errno, errmsg, data: {} } });
const missing = refused(23010, '数据不存在');

function isSigned(query: URLSearchParams): boolean {
  const pairs = [...query].filter(([name]) => name !== 'sign').sort(([a], [b]) => (a < b ? -1 : 1));
  const text = pairs.map(([name, value]) => `${name}=${value}`).join('&');
  const sign = createHash('md5')
    .update(text + qianqianSecret)
    .digest('hex');
  return query.get('appid') === appId && /^\d{10}$/.test(query.get('timestamp') ?? '') && query.get('sign') === sign;
}

function songRow({ id, title, artists, album = '', durationMs, isrc = '', coverUrl = '', file }: PlatformSong): object {
  const artist = artists.map((name, at) => ({ artistCode: `A${1000 + at}`, name: escaped(name), artistType: 35 }));
  const about = {
    assetId: id,
    TSID: id,
    id,
    title: escaped(title),
    artist,
    albumTitle: escaped(album),
    duration: Math.round(durationMs / 1000),
  };
  const files = file === undefined ? {} : { [file.ext === 'flac' ? '3000' : '128']: { size: file.bytes.length, format: file.ext } };
  return { ...about, isrc, pic: coverUrl, isVip: file?.trial === true ? 1 : 0, isPaid: 0, rateFileInfo: files };
}

function paged<T>(all: readonly T[], query: URLSearchParams): T[] {
  const size = Number(query.get('pageSize'));
  return pageOf(all, (Number(query.get('pageNo')) - 1) * size, size);
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;');
