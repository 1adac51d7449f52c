import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@catalogsync/runtime';
import { type EmulatedAnswer, type EmulatedRequest } from '@catalogsync/testkit';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type Answers, pinned } from '../../../../test/emulated/pinned.js';
import { idAt } from '../../../core/sources/playlist-addresses.js';
import { kuwo } from './definition.js';

// Real here: HTTP on loopback; recorded answers are under fixtures/ (behaviour 202).
const never = new AbortController().signal;
const { http, recorded, serving } = pinned(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'kuwo-'));
afterAll(() => rmSync(folder, { recursive: true }));

const all = { limit: 1000, after: undefined };
const request = {
  keyword: 'Love Story',
  target: { title: 'Love Story', artists: [], album: undefined, durationMs: undefined, isrc: undefined },
  limit: 10,
};
const sourceOf = (url: string) =>
  kuwo.open(readConfig(kuwo.keys, { KUWO_ENABLED: 'yes', KUWO_URL: url, KUWO_REQUESTS_PER_SECOND: '50' }), { http });
const answering = async (answers: Answers) => {
  const server = await serving(answers);
  return { server, source: sourceOf(server.url) };
};
const firstPage = { headers: { 'set-cookie': 'kw_token=T; path=/' }, body: '<html></html>' };

describe('when Kuwo answers as recorded', () => {
  it('finds songs with every artist, decoded once, and keeps the joined names', async () => {
    const { source, server } = await answering({ '/r.s': { body: recorded('search-r.s') } });
    const hits = await source.searcher!.searchTracks(request, never);
    const [first, , , both] = hits;
    expect(hits).toHaveLength(5);
    expect(first).toMatchObject({
      track: {
        remoteId: '43234447',
        name: 'Love Story',
        artists: [
          { remoteId: '4968', name: 'Taylor Swift' },
          { remoteId: undefined, name: 'Tribute Band' },
        ],
        durationMs: 234_000,
        more: { ARTIST: 'Taylor&nbsp;Swift&Tribute&nbsp;Band', ALBUMID: '5674984' },
      },
      audio: { ext: 'mp3', bitrate: 128_000 },
      fetchKey: '43234447',
      trial: false,
    });
    expect(first?.track.album).toMatch(/^Karaoke Hits Mania! Vol 2 - 50 Vocal and Non vocal/);
    expect(both?.track.artists.map(({ name }) => name)).toEqual(['Taylor Swift', 'Wiz Khalifa']);
    expect(Object.fromEntries(server.requests[0]!.query)).toMatchObject({
      all: 'Love Story',
      pn: '0',
      rn: '10',
      rformat: 'json',
      mobi: '1',
    });
  });

  it('finds nothing, which is no fault', async () => {
    const { source } = await answering({ '/r.s': { body: recorded('search-r.s-empty') } });
    expect(await source.searcher!.searchTracks(request, never)).toEqual([]);
  });

  it('reads a chart and a playlist, where durations and albums may be missing', async () => {
    const { source, server } = await answering({
      '/ksong.s': { body: recorded('bang-ksong') },
      '/pl.svc': { body: recorded('playlist-plsvc') },
    });
    const chart = await source.playlistTracks!.listPlaylistTracks('chart:16', all, never);
    expect(chart.items.map(({ remoteId, name, durationMs }) => [remoteId, name, durationMs])).toEqual([
      ['400000001', '港口灯火', 215_000],
      ['400000002', '夜船', undefined],
    ]);
    expect(chart.items[1]?.artists.map(({ name }) => name)).toEqual(['低潮合唱团', '玛拉']);
    const playlist = await source.playlistTracks!.listPlaylistTracks('2900000001', all, never);
    expect(playlist.items[1]).toMatchObject({ name: "It's Late", album: undefined, durationMs: 241_000 });
    expect(server.requests.map(({ query }) => [query.get('pn'), query.get('rn')])).toEqual([
      ['0', '30'],
      ['0', '100'],
    ]);
  });

  it('refreshes a song with the token that the first page hands out, which it fetches once', async () => {
    const song = ({ headers }: EmulatedRequest): EmulatedAnswer =>
      headers.csrf === 'T' && headers.cookie === 'kw_token=T' ? { body: recorded('song-info-www') } : { body: recorded('error-csrf') };
    const { source, server } = await answering({ '/': firstPage, '/api/www/music/musicInfo': song });
    expect(await source.refresher!.refreshTrack('140897945', never)).toMatchObject({
      track: {
        remoteId: '140897945',
        name: '破茧',
        artists: [{ remoteId: '492', name: '张韶涵' }],
        album: '破茧',
        durationMs: 211_000,
        trackNumber: 1,
        year: 2020,
        coverUrl: 'https://img3.kuwo.cn/star/albumcover/500/79/41/2174085203.jpg',
        more: { releaseDate: '2020-05-23', hasLossless: true },
      },
    });
    await source.refresher!.refreshTrack('140897945', never);
    expect(server.requests.filter(({ path }) => path === '/')).toHaveLength(1);
  });

  it('exchanges an old token for a new one, once', async () => {
    let handedOut = 0;
    const { source, server } = await answering({
      '/': () => ({ ...firstPage, headers: { 'set-cookie': `kw_token=T${++handedOut}` } }),
      '/api/www/music/musicInfo': ({ headers }) =>
        headers.csrf === `T${handedOut}` ? { body: recorded('song-info-www') } : { status: 403, body: recorded('error-csrf') },
    });
    await source.refresher!.refreshTrack('1', never);
    handedOut++;
    expect(await source.refresher!.refreshTrack('1', never)).toBeDefined();
    expect(server.requests.map(({ path }) => path).filter((path) => path === '/')).toHaveLength(2);
  });
});

describe('when Kuwo answers something else', () => {
  const search = async (body: string) => (await answering({ '/r.s': { body } })).source.searcher!.searchTracks(request, never);

  it('takes single quotes for a changed layout', async () => {
    await expect(search("{'abslist':[]}")).rejects.toMatchObject({
      code: 'data_corrupt',
      message: 'kuwo r.s: unexpected answer: not JSON',
    });
  });

  it.each([
    ['{"success":false,"message":"CSRF Token Not Found!"}', 'unauthenticated'],
    ['{"code":-1,"msg":"访问过于频繁"}', 'rate_limited'],
    ['{"code":500,"msg":"?"}', 'unavailable'],
  ])('maps a failure inside status 200: %s', async (body, code) => {
    await expect(search(body)).rejects.toMatchObject({ code });
  });

  it('says what is missing if the first page hands out no token', async () => {
    const { source } = await answering({ '/': { body: '<html></html>' } });
    await expect(source.charts!.listCharts(all, never)).rejects.toMatchObject({
      code: 'data_corrupt',
      message: 'kuwo first page: unexpected answer: no cookie kw_token',
    });
  });

  it.each([
    ['res not found', 'permission_denied'],
    ['404', 'permission_denied'],
    ['{"code":1,"url":"http://x"}', 'data_corrupt'],
    ['<html>blocked</html>', 'data_corrupt'],
    ['', 'data_corrupt'],
    ['ftp://files.example/a.mp3', 'data_corrupt'],
    ['http://files.example/a.kwm?key=1', 'permission_denied'],
    ['http://192.168.1.1/a.mp3', 'permission_denied'],
  ])('takes only a plain address of a plain file, not %p', async (body, code) => {
    const { source } = await answering({ '/anti.s': { body } });
    const fetch = { fetchKey: '5', stagingFolder: folder, maxBytes: 1000, report: () => undefined };
    await expect(source.fetcher!.fetchTrack(fetch, never)).rejects.toMatchObject({ code });
  });

  it('lists the playlists that the user named without asking for recommended ones, if none are wanted', async () => {
    const { server } = await answering({ '/pl.svc': { body: recorded('playlist-plsvc') } });
    const settings = { KUWO_URL: server.url, KUWO_PLAYLISTS: '2900000001, 2900000001', KUWO_RECOMMENDED: '0' };
    const source = kuwo.open(readConfig(kuwo.keys, settings), { http });
    expect((await source.playlists!.listPlaylists(all, never)).items.map(({ remoteId }) => remoteId)).toEqual(['2900000001']);
    expect(server.requests.map(({ path }) => path)).toEqual(['/pl.svc']);
  });

  it('reads only the first page of a chart for its version, if that has a date', async () => {
    const songs = Array.from({ length: 30 }, (_, id) => ({ id: String(id), name: 'x' }));
    const menu = {
      code: 200,
      data: [
        {
          name: '官方榜',
          list: [
            { sourceid: '16', name: 'Hot' },
            { sourceid: 17, name: 'New' },
          ],
        },
      ],
    };
    const { source, server } = await answering({
      '/': firstPage,
      '/api/www/bang/bang/bangMenu': { body: menu },
      '/ksong.s': ({ query }) => {
        const pub = query.get('id') === '16' ? '2026-03-05' : '今日更新';
        return { body: { name: 'x', pub, num: '31', musiclist: query.get('pn') === '0' ? songs : songs.slice(0, 1) } };
      },
    });
    await source.charts!.listCharts(all, never);
    const read = server.requests.filter(({ path }) => path === '/ksong.s').map(({ query }) => `${query.get('id')} ${query.get('pn')}`);
    expect(read).toEqual(['16 0', '17 0', '17 1']);
  });

  it('leaves out a recommended playlist that is gone, and says so', async () => {
    const { source } = await answering({
      '/pl.svc': ({ query }) => ({ body: query.get('pid') === '2900000001' ? recorded('playlist-plsvc') : '{"result":"fail"}' }),
      '/api/pc/classify/playlist/getRcmPlayList': { body: { code: 200, data: { data: [{ id: 2900000001 }, { id: '5' }] } } },
    });
    const { items, notices } = await source.playlists!.listPlaylists(all, never);
    expect(items).toMatchObject([{ remoteId: '2900000001', name: '海边的歌', playCount: 1201 }]);
    expect(notices).toEqual(['Kuwo has no playlist 5']);
  });
});

describe('when Kuwo is not configured', () => {
  it('is off', () => {
    expect(kuwo.open(readConfig(kuwo.keys, {}), { http }).configured).toBe(false);
  });
});

describe('when somebody shares a song of Kuwo', () => {
  it.each([
    ['https://www.kuwo.cn/play_detail/140897945', '140897945'],
    ['https://m.kuwo.cn/newh5app/play_detail/140897945?f=share', '140897945'],
    ['http://www.kuwo.cn/yinyue/140897945', '140897945'],
    ['http://m.kuwo.cn/newh5/singles/songinfoandlrc?musicId=140897945', '140897945'],
    ['https://www.kuwo.cn/playlist_detail/5', undefined],
  ])('reads the id from %s', (url, id) => {
    expect(idAt(kuwo.addresses?.songs ?? {}, new URL(url))).toBe(id);
  });
});
