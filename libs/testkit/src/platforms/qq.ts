import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import {
  type PlatformCatalogue,
  type PlatformFile,
  type PlatformList,
  type PlatformSong,
  pageOf,
  searchSongs,
  songsOf,
} from './platform-catalogue.js';
import type { PlatformAnswers } from './platform-emulator.js';

/**
 * QQ Music: methods behind a gateway by POST, and older addresses by GET, all with the Referer of its site. Failures have status 200
 * and codes of their own. Ids of songs are mids, those of charts numbers. Songs without a file must be paid for; charts rank them
 * without describing them.
 */
export const qqAnswers: PlatformAnswers = {
  answer: (catalogue, request, address) => {
    const { method, path, headers } = request;
    if (path.startsWith('/stream/')) return fileAnswer(catalogue, request);
    if (path.startsWith('/music/photo_new/')) return coverAnswer(catalogue, path);
    const isFromSite = headers.referer?.startsWith('https://y.qq.com') === true;
    if (path === '/cgi-bin/musicu.fcg') {
      return method === 'POST' ? { body: isFromSite ? gateway(catalogue, request.body, address) : { code: 2000 } } : undefined;
    }
    const endpoint = olderEndpoints[path];
    if (method !== 'GET' || endpoint === undefined) return undefined;
    const body = isFromSite ? endpoint(catalogue, request.query) : { code: -1, subcode: -1 };
    return request.query.get('format') === 'json' ? { body } : { body: `callback(${JSON.stringify(body)})` };
  },
  logIn: { body: { code: 1000, ts: 0 } },
};

type Param = Readonly<Record<string, unknown>>;
type Method = (catalogue: PlatformCatalogue, param: Param, address: string) => object;

const methods: Readonly<Record<string, Method>> = {
  'music.search.SearchCgiService DoSearchForQQMusicMobile': ({ songs, ...rest }, { query, page_num, num_per_page }) => {
    const all = searchSongs({ songs, ...rest }, String(query));
    const size = Number(num_per_page);
    const shown = pageOf(all, (Number(page_num) - 1) * size, size).map((song) => songBody(songs, song));
    const meta = { query, perpage: size, curpage: page_num, nextpage: shown.length < size ? -1 : Number(page_num) + 1, sum: all.length };
    return { code: 0, ver: 1, body: { item_song: shown, item_album: [], item_singer: [] }, meta };
  },
  'music.trackInfo.UniformRuleCtrl CgiGetTrackInfo': ({ songs }, { ids, mids }) => {
    const wanted = new Set([ids, mids].flatMap((named) => (Array.isArray(named) ? named.map(String) : [])));
    const known = songs.filter((song) => wanted.has(song.id) || wanted.has(String(numberOf(songs, song.id))));
    return { tracks: known.map((song) => songBody(songs, song)) };
  },
  'musicToplist.ToplistInfoServer GetAll': ({ charts }) => {
    const groups = [...new Set(charts.map(groupOf))];
    const inGroup = (name: string): object[] => charts.filter((chart) => groupOf(chart) === name).map(chartBody);
    return {
      group: groups.map((groupName, groupId) => ({ groupId, groupName, type: 0, toplist: inGroup(groupName) })),
      refreshInterval: 3600,
    };
  },
  'musicToplist.ToplistInfoServer GetDetail': chartDetail,
  'music.srfDissInfo.aiDissInfo uniform_get_Dissinfo': playlistDetail,
  'vkey.GetVkeyServer CgiGetVkey': handedOut,
};

function gateway(catalogue: PlatformCatalogue, body: string, address: string): object {
  const { comm, ...requests } = JSON.parse(body) as Record<string, { module?: string; method?: string; param?: Param }>;
  if (comm === undefined) return { code: 500_001 };
  const answers = Object.entries(requests).map(([key, { module, method, param = {} }]) => {
    const answer = methods[`${module} ${method}`];
    return [key, answer === undefined ? { code: 500_001 } : { code: 0, data: answer(catalogue, param, address) }];
  });
  return { code: 0, ts: 1_772_480_000_000, ...(Object.fromEntries(answers) as object) };
}

function chartDetail({ charts, songs }: PlatformCatalogue, { topId, offset, num }: Param): object {
  const chart = charts.find(({ id }) => id === String(topId));
  if (chart === undefined) return { data: { topId: 0, song: [] }, songInfoList: [] };
  const ids = pageOf(chart.songIds, Number(offset), Number(num));
  const song = ids.map((id, at) => ({ rank: Number(offset) + at + 1, songId: numberOf(songs, id), title: '', songType: 0, cover: '' }));
  const described = songs.filter(({ id, file }) => ids.includes(id) && file !== undefined);
  return { data: { ...chartBody(chart), song }, songInfoList: described.map((one) => songBody(songs, one)) };
}

function playlistDetail(catalogue: PlatformCatalogue, { disstid, song_begin, song_num }: Param): object {
  const { playlists, songs } = catalogue;
  const list = playlists.find(({ id }) => id === String(disstid));
  if (list === undefined) return { code: 0, dirinfo: { id: 0, title: '' }, songlist: [], total_song_num: 0 };
  const known = songsOf(catalogue, list);
  const shown = pageOf(known, Number(song_begin), Number(song_num)).map((song) => songBody(songs, song));
  const total = known.length + (list.claimsMore ?? 0);
  return { code: 0, subcode: 0, dirinfo: aboutPlaylist(list), songlist_size: shown.length, total_song_num: total, songlist: shown };
}

function handedOut({ songs }: PlatformCatalogue, { songmid, filename, guid }: Param, address: string): object {
  const mids = Array.isArray(songmid) ? songmid.map(String) : [];
  const names = Array.isArray(filename) ? filename.map(String) : [];
  const midurlinfo = mids.map((mid, at) => {
    const file = songs.find(({ id }) => id === mid)?.file;
    const own = file === undefined ? undefined : fileNameOf(mid, file);
    const isGiven = own !== undefined && names[at] === own;
    // A clip has another name than what was asked for.
    const given = file?.trial === true ? `RS02${mid}.mp3` : own;
    return { songmid: mid, filename: names[at], purl: isGiven ? `${given}?guid=${String(guid)}&vkey=0A1B&uin=&fromtag=66` : '', result: 0 };
  });
  return { retcode: 0, msg: '', sip: [`${address}/stream/`, `${address}/other/`], midurlinfo, expiration: 80_400 };
}

const olderEndpoints: Readonly<Record<string, (catalogue: PlatformCatalogue, query: URLSearchParams) => object>> = {
  '/splcloud/fcgi-bin/fcg_get_diss_by_tag.fcg': ({ playlists }, query) => {
    const categoryId = query.get('categoryId') ?? '';
    const all = playlists.filter(({ group }) => categoryId === '10000000' || group === categoryId);
    const sin = Number(query.get('sin'));
    const list = pageOf(all, sin, Number(query.get('ein')) - sin + 1).map(categoryEntry);
    return { code: 0, subcode: 0, message: '', data: { categoryId: Number(categoryId), list, sin, sortId: 5, sum: all.length } };
  },
  '/v8/fcg-bin/fcg_myqq_toplist.fcg': ({ charts }) => {
    const topList = charts.map(({ id, name, group, coverUrl = '', playCount = 0 }) => {
      return {
        id: Number(id),
        topTitle: escaped(group === undefined ? name : `${group}·${name}`),
        picUrl: coverUrl,
        listenCount: playCount,
      };
    });
    return { code: 0, subcode: 0, message: '', data: { topList } };
  },
  '/soso/fcgi-bin/client_search_cp': (catalogue, query) => {
    const all = searchSongs(catalogue, query.get('w') ?? '');
    const size = Number(query.get('n'));
    const list = pageOf(all, (Number(query.get('p')) - 1) * size, size).map((song) => songBody(catalogue.songs, song));
    return { code: 0, subcode: 0, data: { song: { curnum: list.length, list, totalnum: all.length } } };
  },
  '/qzone/fcg-bin/fcg_ucc_getcdinfo_byids_cp.fcg': (catalogue, query) => {
    const { playlists, songs } = catalogue;
    const list = playlists.find(({ id }) => id === query.get('disstid'));
    if (list === undefined) return { code: 0, cdlist: [] };
    const { id: disstid, title: dissname, desc, picurl: logo, mtime, listennum: visitnum } = aboutPlaylist(list);
    const songlist = songsOf(catalogue, list).map((song) => songBody(songs, song));
    const entry = { disstid, dissname, desc, logo, mtime, visitnum, total_song_num: songlist.length + (list.claimsMore ?? 0), songlist };
    return { code: 0, cdnum: 1, cdlist: [entry] };
  },
};

function fileAnswer({ songs }: PlatformCatalogue, { path, query }: EmulatedRequest): EmulatedAnswer | undefined {
  const wanted = path.slice('/stream/'.length);
  const song = songs.find(({ id, file }) => file !== undefined && fileNameOf(id, file) === wanted);
  return song?.file === undefined || !query.has('vkey') ? undefined : { body: song.file.bytes };
}

/** Covers are named by albums; here each song has an album with its own mid. */
function coverAnswer({ songs }: PlatformCatalogue, path: string): EmulatedAnswer | undefined {
  const [, mid] = /^\/music\/photo_new\/T002R\d+x\d+M000(\w+)\.jpg$/.exec(path) ?? [];
  const location = songs.find(({ id }) => id === mid)?.coverUrl;
  return location === undefined ? undefined : { status: 302, headers: { location } };
}

function songBody(songs: readonly PlatformSong[], song: PlatformSong): object {
  const { id: mid, title, artists, album = '', durationMs, file, otherNames = [], coverUrl } = song;
  const size = (ext: string): number => (file?.ext === ext ? file.bytes.length : 0);
  return {
    ...{ id: numberOf(songs, mid), mid, name: escaped(title), title: escaped(otherNames[0] ?? title), subtitle: '' },
    singer: artists.map((name, at) => ({
      id: 1000 + at,
      mid: `singer${String(at).padStart(8, '0')}`,
      name: escaped(name),
      title: escaped(name),
    })),
    album: { id: 1_800_000_002, mid: coverUrl === undefined ? '' : mid, name: escaped(album), title: escaped(album), subtitle: '' },
    ...{ interval: Math.round(durationMs / 1000), language: 0, index_cd: 0, index_album: 1, time_public: '2019-05-03', status: 0 },
    file: {
      ...{ media_mid: mid, size_48aac: 0, size_96aac: size('m4a'), size_192ogg: size('ogg') },
      ...{ size_128mp3: size('mp3'), size_320mp3: 0, size_flac: size('flac'), size_try: 0 },
    },
    pay: { pay_month: 0, price_track: 0, pay_play: file === undefined ? 1 : 0, pay_down: 0 },
    action: { switch: 17_413_891, alert: 2 },
  };
}

function chartBody({ id, name, description = '', playCount = 0, coverUrl = '', songIds, updatedAt, claimsMore = 0 }: PlatformList): object {
  const updateTime = updatedAt?.toISOString().slice(0, 10) ?? '';
  const period = updatedAt === undefined ? '' : updateTime.replaceAll('-', '_');
  return {
    ...{ topId: Number(id), title: escaped(name), titleDetail: escaped(name), intro: escaped(description), period, updateTime },
    ...{ listenNum: playCount, totalNum: songIds.length + claimsMore, frontPicUrl: coverUrl, headPicUrl: '', song: [] },
  };
}

function aboutPlaylist({ id, name, description = '', coverUrl = '', playCount = 0, songIds, updatedAt }: PlatformList) {
  const mtime = Math.floor((updatedAt?.getTime() ?? 0) / 1000);
  return {
    ...{ id: Number(id), dirid: 0, title: escaped(name), desc: escaped(description), picurl: coverUrl },
    ...{ listennum: playCount, songnum: songIds.length, host_nick: 'someone', ctime: 1_700_000_000, mtime },
  };
}

function categoryEntry({ id, name, description = '', coverUrl = '', playCount = 0 }: PlatformList): object {
  const creator = { name: 'someone', type: 1 };
  return {
    dissid: id,
    dissname: escaped(name),
    introduction: escaped(description),
    imgurl: coverUrl,
    listennum: playCount,
    version: 0,
    creator,
  };
}

const groupOf = ({ group = '巅峰榜' }: PlatformList): string => group;

/** Songs also have numbers, as long as the platform has them. */
const numberOf = (songs: readonly PlatformSong[], mid: string): number => {
  const at = songs.findIndex(({ id }) => id === mid);
  return at === -1 ? 899_999_999 : 900_000_001 + at;
};

const prefixes: Readonly<Record<string, string>> = { flac: 'F000', mp3: 'M500', ogg: 'O600', m4a: 'C400' };

const fileNameOf = (mid: string, { ext }: PlatformFile): string => `${prefixes[ext] ?? 'M500'}${mid}${mid}.${ext}`;

/** Names are sent as HTML with numbered entities. */
const escaped = (text: string): string => text.replace(/[&<>'"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
