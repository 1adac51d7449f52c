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

const done = { code: '000000', info: '成功' } as const;
/** Larger pages are cut without a word. */
const mostPerPage = 50;

/** Migu. A song's id is its copyright id and its content id, joined by `-`. */
export const miguAnswers: PlatformAnswers = {
  answer(catalogue, request, address) {
    const { method, headers, path } = request;
    if (method !== 'GET') return undefined;
    const file = fileAt(catalogue, path);
    if (file !== undefined) return file;
    const isVisitor = /Mobile/.test(headers['user-agent'] ?? '') && headers.referer !== undefined;
    if (!isVisitor) return { body: { code: '100001', info: '没有权限' } };
    return answers[path]?.(catalogue, request, address);
  },
  logIn: { body: { code: '200001', info: '请先登录' } },
};

type Answerer = (catalogue: PlatformCatalogue, request: EmulatedRequest, address: string) => EmulatedAnswer;

const answers: Readonly<Record<string, Answerer>> = {
  '/pc/resource/song/item/search/v1.0': (catalogue, { query }) => ({ body: found(catalogue, query).map(songRow) }),
  '/MIGUM2.0/v1.0/content/search_all.do': (catalogue, { query }) => {
    const all = searchSongs(catalogue, query.get('text') ?? '');
    const result = found(catalogue, query).map(({ id, title, artists, album = '', file }) => {
      const albums = [{ id: '1', name: album, type: '1' }];
      return { ...idsOf(id), name: title, singers: people(artists), albums, imgItems: [], rateFormats: formats(file, 'size') };
    });
    return { body: { ...done, songResultData: { totalCount: String(all.length), resultType: '2', result } } };
  },
  '/migu/remoting/cms_detail_tag': ({ songs }, { query }) => {
    const song = songs.find(({ id }) => idsOf(id).copyrightId === query.get('cpid'));
    if (song === undefined) return { body: { data: null } };
    const { id, title, artists, file } = song;
    const has = { hasHQqq: '1', hasSQqq: file?.ext === 'flac' ? '1' : null };
    return {
      body: { data: { ...idsOf(id), songName: title, singerName: artists, singerId: artists.map((_, at) => String(1000 + at)), ...has } },
    };
  },
  '/MIGUM3.0/v1.0/template/rank-list/release': ({ charts }) => ({ body: { ...done, data: { contentItemList: chartTemplates(charts) } } }),
  '/MIGUM2.0/v1.0/content/querycontentbyId.do': chart,
  '/pc/bmw/page-data/playlist-square-recommend/v1.0': ({ playlists }, { query }) => {
    const page = pageOf(playlists, (Number(query.get('pageNo')) - 1) * 10, 10);
    const inner = page.map(({ id, name, coverUrl = '' }) => ({ resType: '2021', resId: id, txt: name, img: coverUrl }));
    return { body: { ...done, data: { contents: inner.length === 0 ? [] : [{ view: 'ZJ-List', contents: inner }] } } };
  },
  '/MIGUM3.0/resource/playlist/v2.0': (catalogue, { query }) => {
    const list = catalogue.playlists.find(({ id }) => id === query.get('playlistId'));
    if (list === undefined) return { body: { ...done, data: null } };
    const { id, name, description = '', coverUrl = '', playCount = 0 } = list;
    const about = {
      resourceType: '2021',
      musicListId: id,
      title: name,
      summary: description,
      imgItem: { imgSizeType: '03', img: coverUrl },
    };
    return { body: { ...done, data: { ...about, musicNum: claimedOf(catalogue, list), opNumItem: { playNum: playCount, keepNum: 1 } } } };
  },
  '/MIGUM3.0/resource/playlist/song/v2.0': (catalogue, { query }) => {
    const list = catalogue.playlists.find(({ id }) => id === query.get('playlistId'));
    if (list === undefined) return { body: { ...done, data: null } };
    const size = Math.min(mostPerPage, Number(query.get('pageSize')));
    const page = pageOf(songsOf(catalogue, list), (Number(query.get('pageNo')) - 1) * size, size);
    return { body: { ...done, data: { totalCount: claimedOf(catalogue, list), songList: page.map(songRow) } } };
  },
  '/MIGUM3.0/v1.0/content/sub/listenSong.do': ({ songs }, { query }, address) => {
    const song = songs.find(({ id }) => id === `${query.get('copyrightId')}-${query.get('contentId')}`);
    if (song?.file === undefined) return { body: { code: '430001', info: '该歌曲暂无版权' } };
    return { status: 302, headers: { location: `${address}/files/${song.id}.${song.file.ext}` } };
  },
};

function chart(catalogue: PlatformCatalogue, { query }: EmulatedRequest): EmulatedAnswer {
  const list = catalogue.charts.find(({ id }) => id === query.get('columnId'));
  if (list === undefined) return { body: { ...done, columnInfo: null } };
  const { id, name, coverUrl = '', updatedAt } = list;
  const contents = songsOf(catalogue, list).map((song, at) => {
    const { id: songId, title, artists, album = '', durationMs, coverUrl: img, file } = song;
    const pictures = img === undefined ? [] : [{ imgSizeType: '03', img }];
    const about = {
      songName: title,
      singer: artists.join('|'),
      artists: people(artists),
      album,
      albumImgs: pictures,
      length: clock(durationMs),
    };
    return { relationSort: at + 1, objectInfo: { ...idsOf(songId), ...about, newRateFormats: formats(file, 'androidSize') } };
  });
  const dated = updatedAt === undefined ? {} : { columnUpdateTime: updatedAt.toISOString().slice(0, 19).replace('T', ' ') };
  const columnInfo = { resourceType: '2008', columnId: id, columnTitle: name, columnSmallpicUrl: coverUrl, ...dated };
  return { body: { ...done, columnInfo: { ...columnInfo, contentsCount: claimedOf(catalogue, list), contents } } };
}

function chartTemplates(charts: readonly PlatformList[]): object[] {
  const groups = [...new Set(charts.map(({ group = '咪咕特色榜' }) => group))];
  return groups.map((title) => {
    const listed = charts.filter(({ group = '咪咕特色榜' }) => group === title);
    const rows = listed.map(({ id, name, coverUrl = '' }) => {
      return { template: 'row1', title: '1.', imageUrl: coverUrl, displayLogId: { param: { rankId: id, rankName: name } } };
    });
    return { template: 'group1', itemList: [{ template: 'title', title }, ...rows] };
  });
}

function songRow({ id, title, artists, album = '', durationMs, otherNames = [], coverUrl = '', file }: PlatformSong): object {
  const about = {
    songName: title,
    songAliasName: otherNames[0] ?? '',
    singerList: people(artists),
    album,
    duration: Math.round(durationMs / 1000),
  };
  return {
    resourceType: '2',
    ...idsOf(id),
    ...about,
    img1: coverUrl,
    img2: coverUrl,
    img3: coverUrl,
    audioFormats: formats(file, 'asize'),
  };
}

const found = (catalogue: PlatformCatalogue, query: URLSearchParams): PlatformSong[] => {
  const size = Number(query.get('pageSize'));
  return pageOf(searchSongs(catalogue, query.get('text') ?? ''), (Number(query.get('pageNo')) - 1) * size, size);
};

function idsOf(id: string): { readonly copyrightId: string; readonly contentId: string } {
  const [copyrightId = '', contentId = ''] = id.split('-');
  return { copyrightId, contentId };
}

const people = (names: readonly string[]): object[] => names.map((name, at) => ({ id: String(1000 + at), name }));

/** Sizes are those of the whole song, also where only a clip of it is given. */
function formats(file: PlatformSong['file'], sizeName: string): object[] {
  const size = String((file?.bytes.length ?? 0) * (file?.trial === true ? 4 : 1));
  const kinds = file?.ext === 'flac' ? ['PQ', 'HQ', 'SQ'] : ['PQ', 'HQ'];
  return kinds.map((formatType) => ({ resourceType: formatType === 'SQ' ? 'E' : '2', formatType, [sizeName]: size }));
}

/** `HH:mm:ss` */
function clock(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
