import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@catalogsync/runtime';
import { type EmulatedAnswer, type EmulatedRequest, EmulatedServer } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { pinned } from '../../../../test/emulated/pinned.js';
import { qq } from './definition.js';

// Real here: HTTP on loopback; recorded answers are under fixtures/ (behaviour 202).
const never = new AbortController().signal;
const { http, recorded, closers } = pinned(import.meta.url);
const request = {
  keyword: '港口灯火 低潮合唱团',
  target: { title: '港口灯火', artists: ['低潮合唱团'], album: undefined, durationMs: undefined, isrc: undefined },
  limit: 10,
};
const whole = { limit: 100, after: undefined };

type Answer = string | ((asked: EmulatedRequest) => EmulatedAnswer | undefined);

/** The methods that a request to the gateway calls, with their parameters. */
const calls = ({ body }: EmulatedRequest) =>
  Object.entries(JSON.parse(body) as Record<string, { method?: string; param?: Record<string, unknown> }>).flatMap(
    ([, { method, param = {} }]) => (method === undefined ? [] : [{ method, param }]),
  );

/** The source at a server that answers these methods of the gateway, and these paths. */
async function answering(answers: Readonly<Record<string, Answer>>, settings: Readonly<Record<string, string>> = {}) {
  const server = await EmulatedServer.start((asked) => {
    const name = asked.path === '/cgi-bin/musicu.fcg' ? (calls(asked)[0]?.method ?? '') : asked.path;
    const answer = answers[name] ?? (name === asked.path ? undefined : '{"code":500001}');
    return typeof answer === 'function' ? answer(asked) : answer === undefined ? undefined : { body: answer };
  });
  closers.push(() => server.stop());
  const config = readConfig(qq.keys, { QQ_ENABLED: 'yes', QQ_URL: server.url, QQ_REQUESTS_PER_SECOND: '50', ...settings });
  return { server, source: qq.open(config, { http }) };
}

describe('when QQ Music answers a search as recorded', () => {
  const search = 'DoSearchForQQMusicMobile';
  const older = '/soso/fcgi-bin/client_search_cp';

  it('reads the newer shape, with the usual file for people without a session', async () => {
    const { source, server } = await answering({ [search]: recorded('search-musicu-item_song') });
    const [free, paid] = await source.searcher!.searchTracks(request, never);
    expect(free).toMatchObject({
      track: {
        ...{
          remoteId: '001AAAAAAAAA01',
          name: '港口灯火',
          album: '防波堤',
          durationMs: 215_000,
          trackNumber: 3,
          year: 2019,
          releaseDate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
          remoteAlbumId: expect.stringMatching(/^\w+$/),
        },
        artists: [{ remoteId: '00000000000000', name: '低潮合唱团' }],
        coverUrl: `${server.url}/music/photo_new/T002R800x800M000002AAAAAAAAA01.jpg`,
        more: { language: 5, fnote: 4009, pay: { pay_play: 0 } },
      },
      audio: { ext: 'mp3', bitrate: 128_000, fileSizeBytes: 3_446_000 },
      fetchKey: expect.any(String),
    });
    expect(paid).toMatchObject({ fetchKey: undefined, track: { album: undefined, coverUrl: undefined } });
    expect(paid?.track.artists.map(({ name }) => name)).toEqual(['Low Tide Collective', 'Mara Quill']);
    const [asked] = server.requests;
    expect([asked?.method, asked?.headers.referer, asked?.headers.cookie]).toEqual(['POST', 'https://y.qq.com/', undefined]);
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({
      comm: { ct: 24, cv: 0, uin: 0, format: 'json' },
      [`music.search.SearchCgiService.${search}`]: { param: { search_type: 0, query: request.keyword, page_num: 1, num_per_page: 10 } },
    });
  });

  it('expects lossless files and songs that are paid for with a session', async () => {
    const { source, server } = await answering({ [search]: recorded('search-musicu-item_song') }, { QQ_COOKIE: 'a=b; uin=o0012345; k=v' });
    const [free, paid] = await source.searcher!.searchTracks(request, never);
    expect(free?.audio).toMatchObject({ ext: 'flac', fileSizeBytes: 27_311_522 });
    expect(paid?.fetchKey).toBeDefined();
    expect([server.requests[0]?.headers.cookie, JSON.parse(server.requests[0]?.body ?? '')]).toMatchObject([
      'a=b; uin=o0012345; k=v',
      { comm: { uin: '12345' } },
    ]);
  });

  it('has no hits where the list is empty', async () => {
    const { source } = await answering({ [search]: recorded('search-musicu-empty') });
    expect(await source.searcher!.searchTracks(request, never)).toEqual([]);
  });

  it('is asked too often where the inner code says so, and does not ask the older form then', async () => {
    const { source, server } = await answering({
      [search]: recorded('search-musicu-blocked'),
      [older]: recorded('search-client_search_cp-old'),
    });
    await expect(source.searcher!.searchTracks(request, never)).rejects.toMatchObject({
      ...{ code: 'rate_limited', retry: 'later', hint: expect.stringContaining('QQ_COOKIE') },
    });
    expect(server.requests).toHaveLength(1);
  });

  it('reads the older list within the body', async () => {
    const answer = recorded('search-musicu-item_song')
      .replace('"item_song": [', '"song": {"list": [')
      .replace('"item_album"', '"totalnum": 2}, "item_album"');
    const { source } = await answering({ [search]: answer.replace(/\],(\s*)"totalnum"/, '],$1"totalnum"') });
    expect(await source.searcher!.searchTracks(request, never)).toHaveLength(2);
  });

  it.each([
    ['search-client_search_cp-newjson', '002ex7Ug3EZzVm', '四季', '陈奕迅', '四季', 2016, 3_918_563],
    ['search-client_search_cp-old', '002XWgfo0IKPOH', '借口', '周杰伦', '七里香', 2004, undefined],
  ])('reads the older form %s where the gateway refuses without a reason', async (name, remoteId, title, artist, album, year, bytes) => {
    const { source, server } = await answering({ [older]: recorded(name) });
    const [hit] = await source.searcher!.searchTracks(request, never);
    expect(hit?.track).toMatchObject({ ...{ remoteId, name: title, album, year }, artists: [{ name: artist }] });
    expect(hit?.track.coverUrl).toMatch(/T002R800x800M000\w{14}\.jpg$/);
    expect(JSON.stringify(hit?.track.more)).not.toContain('hilight');
    if (bytes !== undefined) expect(hit?.audio).toMatchObject({ ext: 'mp3', fileSizeBytes: bytes });
    expect(server.requests[1]?.query.get('format')).toBe('json');
  });

  it('reads JSON that is wrapped in a call', async () => {
    const { source } = await answering({ [older]: `callback(${recorded('search-client_search_cp-newjson')});\n` });
    expect(await source.searcher!.searchTracks(request, never)).toHaveLength(2);
  });

  it('names the field that every song has lost', async () => {
    const { source } = await answering({ [search]: recorded('search-musicu-item_song').replaceAll('"singer"', '"artist"') });
    await expect(source.searcher!.searchTracks(request, never)).rejects.toMatchObject({
      ...{ code: 'data_corrupt', message: `qq ${search}: unexpected answer: none of 2 rows has singer` },
    });
  });
});

describe('when QQ Music lists charts as recorded', () => {
  it('groups them, with a version from period and day', async () => {
    const { source } = await answering({ GetAll: recorded('toplist-getall') });
    const { items } = await source.charts!.listCharts(whole, never);
    expect(items).toMatchObject([
      {
        ...{ remoteId: 'toplist/26', name: '热歌榜', description: '按播放量', playCount: 19_000_000 },
        pools: [{ kind: 'toplist', externalId: '0', name: '巅峰榜' }],
      },
    ]);
    const later = await answering({ GetAll: recorded('toplist-getall').replace('2026-03-05', '2026-03-06') });
    expect((await later.source.charts!.listCharts(whole, never)).items[0]?.version).not.toBe(items[0]?.version);
  });

  it('reads the older list where the gateway refuses without a reason, with versions from the songs', async () => {
    const { source } = await answering({
      '/v8/fcg-bin/fcg_myqq_toplist.fcg': recorded('toplist-fcg_myqq'),
      GetDetail: (asked) => ({
        body: recorded('toplist-getdetail').replaceAll('"topId": 26', `"topId": ${String(calls(asked)[0]?.param.topId)}`),
      }),
    });
    const { items } = await source.charts!.listCharts(whole, never);
    expect(items.map(({ remoteId, name, pools }) => [remoteId, name, pools[0]?.name])).toEqual([
      ['toplist/26', '热歌', '巅峰榜'],
      ['toplist/27', '新歌', '巅峰榜'],
      ['toplist/4', '流行指数', '巅峰榜'],
    ]);
  });

  it('joins ranks and descriptions, asks for those that are missing, and says what nobody describes', async () => {
    const detail = JSON.parse(recorded('toplist-getdetail')) as { detail: { data: { data: { song: object[] } } } };
    const { song } = detail.detail.data.data;
    song.unshift({ rank: 0, songId: 900_000_009 });
    song.push({ rank: 3, songId: 900_000_010 });
    const track = { id: 900_000_009, mid: '009AAAAAAAAA09', name: 'Late', singer: [], interval: 10 };
    const { source, server } = await answering({
      GetDetail: (asked) => ({
        body:
          calls(asked)[0]?.param.offset === 0 ? detail : JSON.stringify({ ...detail }).replace(/"song":\[.*?\],"head/, '"song":[],"head'),
      }),
      CgiGetTrackInfo: () => ({ body: { code: 0, req_0: { code: 0, data: { tracks: [track] } } } }),
    });
    const { items, next, notices } = await source.playlistTracks!.listPlaylistTracks('toplist/26', whole, never);
    expect([items.map(({ remoteId }) => remoteId), next]).toEqual([['009AAAAAAAAA09', '001AAAAAAAAA01'], undefined]);
    expect(notices).toEqual([
      'QQ Music says that chart 26 has 300 songs, but sends 3',
      'QQ Music does not describe 1 of the songs of chart 26; they are left out',
    ]);
    expect(server.requests.flatMap(calls)).toContainEqual({
      ...{ method: 'CgiGetTrackInfo', param: { ids: [900_000_009, 900_000_010], types: [0, 0] } },
    });
  });
});

describe('when QQ Music lists playlists as recorded', () => {
  const category = '/splcloud/fcgi-bin/fcg_get_diss_by_tag.fcg';
  const older = '/qzone/fcg-bin/fcg_ucc_getcdinfo_byids_cp.fcg';

  it('lists a category with decoded text, and the playlists that the user named', async () => {
    const about = recorded('playlist-disstid');
    const { source, server } = await answering(
      {
        [category]: (asked) => ({
          body: asked.query.get('sin') === '0' ? recorded('playlists-by-category') : '{"code":0,"data":{"list":[]}}',
        }),
        uniform_get_Dissinfo: (asked) => {
          const { disstid } = calls(asked)[0]?.param ?? {};
          if (disstid === 404) return { body: about };
          return { body: about.replace('"id": 7000000001', `"id": ${String(disstid)}`).replace('"title": "海边"', '"title": ""') };
        },
      },
      { QQ_PLAYLISTS: '7000000001,404', QQ_PLAYLISTS_PER_CATEGORY: '4' },
    );
    const { items, notices } = await source.playlists!.listPlaylists(whole, never);
    expect(items.map(({ remoteId, pools }) => [remoteId, pools[0]?.name])).toEqual([
      ['1052452066', '全部'],
      ['1132585752', '全部'],
      ['1435238177', '全部'],
      ['2026549032', '全部'],
      ['7000000001', 'QQ_PLAYLISTS'],
    ]);
    expect(items[1]?.name).toBe('欧美｜清新小曲 轻快节奏愉情悦心');
    expect(items[0]?.description).toMatch(/^do re mi~do re mi fa so~do re mi fa so la si~ dooooooooooooooo! 长这么大，我从未$/);
    expect(notices).toEqual(['QQ Music has no playlist 404; see QQ_PLAYLISTS']);
    expect(server.requests[0]?.query.toString()).toBe('categoryId=10000000&sortId=5&sin=0&ein=3&format=json');
  });

  it('reads a playlist by its id', async () => {
    const { source } = await answering({ uniform_get_Dissinfo: recorded('playlist-disstid') });
    const { items, notices, next } = await source.playlistTracks!.listPlaylistTracks('7000000001', whole, never);
    expect([items.map(({ name }) => name), notices, next]).toEqual([['港口灯火'], [], undefined]);
  });

  it('reads the older form where the gateway refuses without a reason', async () => {
    const { source } = await answering({ [older]: recorded('playlist-getcdinfo-old') });
    const { items, notices } = await source.playlistTracks!.listPlaylistTracks('1123872796', whole, never);
    expect(items.slice(0, 2)).toMatchObject([
      {
        ...{ remoteId: '0002fNyk4ezVdY', name: '如果 (《双程》电影插曲)', otherNames: ['如果'], album: '如果', durationMs: 298_000 },
        artists: [{ remoteId: '002GerBs3fGNQT', name: '向皓' }],
      },
      { artists: [{ name: '高泰宇' }, { name: '黄靖翔' }] },
    ]);
    expect(notices).toEqual(['QQ Music says that "清新华语，甜蜜的情歌" has 24 songs, but sends 5']);
  });

  it('says that there is no such playlist only where the service says so', async () => {
    const none = await answering({ [older]: '{"code":0,"cdlist":[]}' });
    await expect(none.source.playlistTracks!.listPlaylistTracks('9', whole, never)).rejects.toMatchObject({ code: 'not_found' });
    const moved = await answering({});
    await expect(moved.source.playlistTracks!.listPlaylistTracks('9', whole, never)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('has a version from the songs where the service does not say when a list changed', async () => {
    const about = recorded('playlist-disstid').replace('"mtime": 1772480000', '"mtime": 0');
    const versionOf = async (answer: string) => {
      const { source } = await answering({ uniform_get_Dissinfo: answer }, { QQ_PLAYLISTS_PER_CATEGORY: '0', QQ_PLAYLISTS: '7000000001' });
      return (await source.playlists!.listPlaylists(whole, never)).items[0]?.version;
    };
    expect(await versionOf(about)).toBe(await versionOf(about));
    expect(await versionOf(about.replace('"mid": "001AAAAAAAAA01"', '"mid": "001AAAAAAAAA09"'))).not.toBe(await versionOf(about));
  });
});

describe('when QQ Music hands out a file', () => {
  const key = JSON.stringify(['001AAAAAAAAA01', '002MMMMMMMMM02', ['M500', 'F000']]);
  const fetched = async (fetchKey: string, purls: Readonly<Record<string, string>>) => {
    const stagingFolder = await mkdtemp(join(tmpdir(), 'qq-'));
    closers.push(() => rm(stagingFolder, { recursive: true }));
    const answer = JSON.parse(recorded('vkey-allowed')) as { req_0: { data: { sip: string[]; midurlinfo: object[] } } };
    const { source, server } = await answering({
      CgiGetVkey: (asked) => {
        const { filename } = calls(asked)[0]!.param as { filename: string[] };
        answer.req_0.data.sip = [`http://${asked.headers.host}/`];
        answer.req_0.data.midurlinfo = filename.map((name) => ({ filename: name, purl: purls[name] ?? '' }));
        return { body: answer };
      },
      '/M500001AAAAAAAAA01002MMMMMMMMM02.mp3': () => ({ body: Buffer.from('sound') }),
    });
    const fetching = source.fetcher!.fetchTrack({ fetchKey, stagingFolder, maxBytes: 1000, report: () => undefined }, never);
    return { server, fetching };
  };

  it('asks for every plain file at once and takes the best that it gives (behaviour 64)', async () => {
    const name = 'M500001AAAAAAAAA01002MMMMMMMMM02.mp3';
    const { server, fetching } = await fetched(key, { [name]: `${name}?guid=10000&vkey=1` });
    const { path } = await fetching;
    expect([path.endsWith('/track.mp3'), await readFile(path, 'utf8')]).toEqual([true, 'sound']);
    expect(calls(server.requests[0]!)[0]?.param).toMatchObject({
      ...{ filename: ['F000001AAAAAAAAA01002MMMMMMMMM02.flac', name], songmid: ['001AAAAAAAAA01', '001AAAAAAAAA01'] },
      ...{ songtype: [0, 0], uin: '0', loginflag: 0, platform: '20' },
    });
  });

  it.each([
    ['nothing', {}],
    ['a clip', { 'M500001AAAAAAAAA01002MMMMMMMMM02.mp3': 'RS02002MMMMMMMMM02.mp3?vkey=1' }],
    ['an encrypted container', { 'F000001AAAAAAAAA01002MMMMMMMMM02.flac': 'F0M0001AAAAAAAAA01002MMMMMMMMM02.mflac?vkey=1' }],
  ])('takes %s for a refusal', async (_what, purls: Readonly<Record<string, string>>) => {
    const { fetching } = await fetched(key, purls);
    await expect(fetching).rejects.toMatchObject({ code: 'permission_denied', hint: expect.stringContaining('QQ_COOKIE') });
  });

  it.each(['["../../etc","x",["M500"]]', '["001AAAAAAAAA01","001AAAAAAAAA01",["RS02"]]', '["001AAAAAAAAA01","a/b",["M500"]]'])(
    'refuses the key %s, which it never issued',
    async (fetchKey) => {
      await expect((await fetched(fetchKey, {})).fetching).rejects.toMatchObject({ code: 'invalid_argument' });
    },
  );
});

describe('when QQ Music reports a failure with status 200', () => {
  it.each([
    ['{"code":1000}', 'unauthenticated', 'QQ_COOKIE'],
    ['{"code":0,"topList":{"code":104401}}', 'unauthenticated', 'QQ_COOKIE'],
    ['{"code":2001}', 'rate_limited', 'Wait'],
    ['{"code":0,"topList":{"code":2001,"data":{"group":[]}}}', 'rate_limited', 'Wait'],
    ['{"code":500001}', 'unavailable', undefined],
    ['{"code":0,"topList":{"code":0,"data":{"code":-5}}}', 'unavailable', undefined],
    ['{"code":0,"topList":{"code":0}}', 'data_corrupt', 'version'],
    ['{"code":0}', 'data_corrupt', 'version'],
    ['<html>verify</html>', 'data_corrupt', 'address'],
  ])('takes %j for %s', async (body, code, hint) => {
    const { source } = await answering({ GetAll: body });
    const hinted = hint === undefined ? {} : { hint: expect.stringContaining(hint) };
    await expect(source.charts!.listCharts(whole, never)).rejects.toMatchObject({
      ...{ code, message: expect.stringMatching(/^qq GetAll[:,] /), ...hinted },
    });
  });

  it('refuses to go on where the category list refuses', async () => {
    const { source } = await answering({ '/splcloud/fcgi-bin/fcg_get_diss_by_tag.fcg': '{"code":-1,"subcode":-1}' });
    await expect(source.playlists!.listPlaylists(whole, never)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
