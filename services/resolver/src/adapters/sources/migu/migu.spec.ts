import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@catalogsync/runtime';
import { type EmulatedAnswer } from '@catalogsync/testkit';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { type Answers, pinned } from '../../../../test/emulated/pinned.js';
import { idAt } from '../../../core/sources/playlist-addresses.js';
import { migu } from './definition.js';

// Real here: HTTP on loopback; recorded answers are under fixtures/ (behaviour 202).
const never = new AbortController().signal;
const { http, recorded, serving } = pinned(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'migu-'));
afterAll(() => rmSync(folder, { recursive: true }));

const items = '/pc/resource/song/item/search/v1.0';
const searchAll = '/MIGUM2.0/v1.0/content/search_all.do';
const mobile = '/migu/remoting/scr_search_tag';
const detail = '/migu/remoting/cms_detail_tag';
const listen = '/MIGUM3.0/v1.0/content/sub/listenSong.do';
const all = { limit: 1000, after: undefined };
const request = {
  keyword: '你',
  target: { title: '你', artists: [], album: undefined, durationMs: undefined, isrc: undefined },
  limit: 10,
};
const answering = async (answers: Answers) => {
  const server = await serving(answers);
  const source = migu.open(readConfig(migu.keys, { MIGU_ENABLED: 'yes', MIGU_URL: server.url, MIGU_REQUESTS_PER_SECOND: '50' }), { http });
  return { server, source, search: () => source.searcher!.searchTracks(request, never) };
};

describe('when Migu answers as recorded', () => {
  it('finds songs in the bare array of the newest search, under both of their ids', async () => {
    const { search, server } = await answering({ [items]: { body: recorded('song-item-search-v1') } });
    const [first, second] = await search();
    expect(first).toMatchObject({
      track: {
        remoteId: '60000000001-600900000000001',
        name: '港口灯火',
        artists: [{ remoteId: '1000', name: '低潮合唱团' }],
        album: '防波堤',
        durationMs: 215_000,
        coverUrl: 'https://d.musicapp.migu.cn/prod/x3.jpg',
        more: { albumId: '1140000001', restrictType: 1 },
      },
      audio: { ext: 'flac', fileSizeBytes: 27_311_522 },
      trial: false,
    });
    expect(second?.track.artists.map(({ name }) => name)).toEqual(['低潮合唱团', '玛拉']);
    expect(server.requests[0]?.headers['user-agent']).toContain('Mobile');
  });

  it('turns to the older searches once a newer one is gone, and does not ask it again', async () => {
    const { search, server } = await answering({ [searchAll]: { body: recorded('search_all') } });
    expect(await search()).toMatchObject([
      {
        track: {
          remoteId: '6990539Z23Z-600913000000310297',
          name: '你(歌手2019)',
          artists: [{ name: '毕书尽' }],
          album: '歌手第三季第九期',
          coverUrl: expect.stringMatching(/60c49d27e1f6f216d55e05f485c71b44$/),
        },
        audio: { ext: 'flac', fileSizeBytes: 52_608_579 },
      },
      { track: { name: '你', artists: [{ name: '萧敬腾' }] }, audio: { ext: 'mp3', bitrate: 128_000 } },
    ]);
    await search();
    expect(server.requests.map(({ path }) => path)).toEqual([items, searchAll, searchAll]);
  });

  it('reads the search of the mobile site, whose songs have one id and no file', async () => {
    const song = {
      copyrightId: '60054701962',
      songName: '听妈妈的话',
      singerName: '周杰伦',
      albumName: '依然范特西',
      cover: 'https://x/c.jpg',
    };
    const { search } = await answering({ [mobile]: { body: { success: true, musics: [song], pgt: 1 } } });
    expect(await search()).toMatchObject([
      {
        track: { remoteId: '60054701962', artists: [{ name: '周杰伦' }], album: '依然范特西', coverUrl: 'https://x/c.jpg' },
        fetchKey: undefined,
      },
    ]);
  });

  it.each([
    ['a search without results', searchAll, { code: '000000', info: '成功', songResultData: { totalCount: '0' } }],
    ['a search without any data', searchAll, { code: '000000', info: '成功', songResultData: null }],
    ['a search of the mobile site', mobile, { success: false, musics: null, pgt: 0 }],
    ['the newest search', items, []],
  ])('finds nothing in %s, which is no fault', async (_what, path, body) => {
    expect(await (await answering({ [path]: { body } })).search()).toEqual([]);
  });

  it('reads a chart, with durations as text', async () => {
    const { source } = await answering({ '/MIGUM2.0/v1.0/content/querycontentbyId.do': { body: recorded('rank-querycontentbyId') } });
    const { items: tracks, notices } = await source.playlistTracks!.listPlaylistTracks('chart:27186466', all, never);
    expect(tracks.map(({ remoteId, durationMs, coverUrl }) => [remoteId, durationMs, coverUrl])).toEqual([
      ['60000000001-600900000000001', 215_000, 'https://d.musicapp.migu.cn/x3.jpg'],
      ['60000000002-600900000000002', 241_000, 'https://d.musicapp.migu.cn/x3.jpg'],
    ]);
    expect([tracks[1]?.artists.map(({ name }) => name), notices]).toEqual([['低潮合唱团', '玛拉'], []]);
  });

  it('reads a playlist with what it says about it', async () => {
    const { source } = await answering({
      '/MIGUM3.0/resource/playlist/v2.0': { body: recorded('playlist-info-v2') },
      '/MIGUM3.0/resource/playlist/song/v2.0': { body: recorded('playlist-song-v2') },
      '/pc/bmw/page-data/playlist-square-recommend/v1.0': ({ query }) => {
        const contents = query.get('pageNo') === '1' ? [{ contents: [{ contents: [{ resType: '2021', resId: 200000001 }] }] }] : [];
        return { body: { code: '000000', data: { contents } } };
      },
    });
    expect(await source.playlists!.listPlaylists(all, never)).toMatchObject({
      items: [{ remoteId: '200000001', name: '海边', coverUrl: 'https://d.musicapp.migu.cn/x3.jpg', playCount: 100 }],
    });
    expect((await source.playlistTracks!.listPlaylistTracks('200000001', all, never)).items).toHaveLength(2);
  });

  it('lists charts in nested templates under the titles of their groups', async () => {
    const rank = (rankId: string, rankName: string) => ({
      template: 'row1',
      title: 'a song',
      displayLogId: { param: { rankId, rankName } },
    });
    const group = (title: string, ...ranks: object[]) => ({
      template: 'group1',
      itemList: [{ template: 'title', title }, { itemList: ranks }],
    });
    const contents = { columnInfo: { columnTitle: 'x', contents: [] } };
    const { source } = await answering({
      '/MIGUM3.0/v1.0/template/rank-list/release': {
        body: {
          code: '000000',
          data: { contentItemList: [{ template: 'banner' }, group('A', rank('1', 'a'), rank('2', 'b')), group('B', rank('2', 'b'))] },
        },
      },
      '/MIGUM2.0/v1.0/content/querycontentbyId.do': { body: { code: '000000', ...contents } },
    });
    const { items: charts } = await source.charts!.listCharts(all, never);
    expect(charts.map(({ remoteId, name, pools }) => [remoteId, name, pools.map((pool) => pool.name)])).toEqual([
      ['chart:1', 'a', ['A']],
      ['chart:2', 'b', ['A', 'B']],
    ]);
  });

  it('refreshes a song by its first id alone, and by search where that finds it', async () => {
    const { source } = await answering({ [detail]: { body: recorded('cms_detail_tag') }, [items]: { body: [] } });
    expect(await source.refresher!.refreshTrack('60054701962', never)).toMatchObject({
      track: {
        remoteId: '60054701962',
        name: '听妈妈的话',
        artists: [{ remoteId: '112', name: '周杰伦' }],
        coverUrl: expect.stringContaining('/l_zg1XXTJxPOLC00r5.jpg'),
      },
      fetchKey: undefined,
    });
    expect(await source.refresher!.refreshTrack('60054701962-6009', never)).toMatchObject({
      audio: { ext: 'flac' },
      fetchKey: expect.any(String),
    });
  });
});

describe('when Migu gives a file', () => {
  const key = JSON.stringify({ copyrightId: '60000000001', contentId: '6009', tones: ['SQ', 'HQ', 'PQ'], smallest: 100 });
  const fetch = { fetchKey: key, stagingFolder: folder, maxBytes: 1000, report: () => undefined };
  const audio = (bytes: number): EmulatedAnswer => ({ headers: { 'content-type': 'audio/mpeg' }, body: Buffer.alloc(bytes, 1) });
  afterEach(() => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
  });

  it('takes the best tone that comes whole, not the clip of a better one', async () => {
    const answerTo: Readonly<Record<string, EmulatedAnswer>> = {
      SQ: { body: { code: '430001', info: '没有权限' } },
      HQ: audio(30),
      PQ: audio(100),
    };
    const { source, server } = await answering({ [listen]: ({ query }) => answerTo[query.get('toneFlag') ?? ''] ?? { status: 400 } });
    expect(await source.fetcher!.fetchTrack(fetch, never)).toEqual({ path: join(folder, 'track.mp3') });
    expect(readFileSync(join(folder, 'track.mp3'))).toHaveLength(100);
    expect(new Set(server.requests.map(({ query }) => `${query.get('toneFlag')} ${query.get('resourceType')}`))).toEqual(
      new Set(['SQ E', 'HQ 2', 'PQ 2']),
    );
  });

  it('says why there is no file, and keeps no clip', async () => {
    const clip = await answering({ [listen]: audio(30) });
    await expect(clip.source.fetcher!.fetchTrack(fetch, never)).rejects.toMatchObject({
      code: 'permission_denied',
      message: expect.stringContaining('only a clip'),
    });
    const busy = await answering({ [listen]: { body: JSON.parse(recorded('error-code')) as object } });
    await expect(busy.source.fetcher!.fetchTrack(fetch, never)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('when Migu answers something else', () => {
  it.each([
    [recorded('error-code').replace(/\s+/g, ''), 'rate_limited'],
    ['{"code":"200001","info":"请先登录"}', 'unauthenticated'],
    ['{"code":"1","info":""}', 'unavailable'],
    ['{"code":0}', 'unavailable'],
    ['{"code":"000000"}', 'data_corrupt'],
    ['[{"copyrightId":"1","songName":"x","singersV2":[]}]', 'data_corrupt'],
    ['[{"songName":"x","singerList":[]}]', 'data_corrupt'],
  ])('maps %s', async (body, code) => {
    await expect((await answering({ [items]: { body } })).search()).rejects.toMatchObject({ code });
  });

  it('says so if all of its searches are gone', async () => {
    await expect((await answering({})).search()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('names the field of a changed page of charts', async () => {
    const { source } = await answering({
      '/MIGUM3.0/v1.0/template/rank-list/release': { body: { code: '000000', data: { contentItemList: [{ itemList: [{}] }] } } },
    });
    await expect(source.charts!.listCharts(all, never)).rejects.toMatchObject({
      code: 'data_corrupt',
      message: 'migu rank-list: unexpected answer: no displayLogId.param.rankId',
    });
  });
});

describe('when somebody shares a song of Migu', () => {
  it.each([
    ['https://music.migu.cn/v3/music/song/6005751LEJR', '6005751LEJR'],
    ['https://m.music.migu.cn/v4/music/song/60054701962', '60054701962'],
    ['https://music.migu.cn/v5/#/song?copyrightId=60054701962', '60054701962'],
    ['http://m.music.migu.cn/migu/l/?s=149&p=163&c=5200&j=l&id=60054701962', '60054701962'],
    ['https://music.migu.cn/v3/music/playlist/5', undefined],
  ])('reads the id from %s', (url, id) => {
    expect(idAt(migu.addresses?.songs ?? {}, new URL(url))).toBe(id);
  });
});
