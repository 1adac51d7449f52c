import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@catalogsync/runtime';
import { type EmulatedAnswer, type EmulatedRequest } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { type Answers, pinned } from '../../../../test/emulated/pinned.js';
import { netease } from './definition.js';

// Real here: HTTP on loopback; recorded answers are under fixtures/ (behaviour 202).
const never = new AbortController().signal;
const { http, recorded, closers, serving } = pinned(import.meta.url);
const request = {
  keyword: '港口灯火 低潮合唱团',
  target: { title: '港口灯火', artists: ['低潮合唱团'], album: undefined, durationMs: undefined, isrc: undefined },
  limit: 10,
};
const whole = { limit: 100, after: undefined };

/** The source at a server that answers these paths. */
async function answering(answers: Answers, settings: Readonly<Record<string, string>> = {}) {
  const server = await serving(answers);
  const config = readConfig(netease.keys, {
    NETEASE_ENABLED: 'yes',
    NETEASE_URL: server.url,
    NETEASE_REQUESTS_PER_SECOND: '50',
    ...settings,
  });
  return { server, source: netease.open(config, { http }) };
}

describe('when NetEase answers a search as recorded', () => {
  it('reads the newer shape, with the file that the caller is said to get', async () => {
    const { source, server } = await answering({ '/api/cloudsearch/pc': recorded('cloudsearch-songs') });
    const [free, members] = await source.searcher!.searchTracks(request, never);
    expect(free).toMatchObject({
      track: {
        remoteId: '1900000001',
        name: '港口灯火',
        artists: [{ remoteId: '30001', name: '低潮合唱团' }],
        ...{ album: '防波堤', durationMs: 215_437, trackNumber: 3, year: 2019, releaseDate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) },
        coverUrl: 'http://p1.music.126.net/xxxx==/109951160000000001.jpg',
        more: { fee: 0, mark: 17_179_877_376, privilege: { pl: 320_000 } },
      },
      audio: { ext: 'mp3', bitrate: 320_000, sampleRate: 44_100, fileSizeBytes: 8_613_000 },
      ...{ fetchKey: '1900000001', trial: false },
    });
    expect(members?.track.artists.map(({ name }) => name)).toEqual(['低潮合唱团', '玛拉']);
    expect(members?.audio).toMatchObject({ bitrate: 128_000, fileSizeBytes: 3_446_000 });
    const [{ headers, query, method } = {} as EmulatedRequest] = server.requests;
    expect([method, headers.referer, headers.cookie, query.get('s'), query.get('type')]).toEqual([
      ...['GET', 'https://music.163.com/', undefined, '港口灯火 低潮合唱团', '1'],
    ]);
  });

  it('reads the older shape where the newer search does not exist, with translated names and exact numbers', async () => {
    const { source } = await answering({ '/api/search/get': recorded('search-get-old') });
    const [first, second] = await source.searcher!.searchTracks(request, never);
    expect(first?.track).toMatchObject({
      ...{ remoteId: '579954', name: '恋愛サーキュレーション', album: '恋愛サーキュレーション & あとがたり', durationMs: 253_880 },
      otherNames: ['恋爱循环', '恋爱循环 (TV动画《化物语》OP4)'],
      more: { mark: '9007199254740992' },
    });
    expect(second?.track).toMatchObject({ artists: [{ name: '黒うさP' }, { name: '初音ミク' }], otherNames: ['千本樱'] });
  });

  it('has no hits where the list is left out', async () => {
    const { source } = await answering({ '/api/cloudsearch/pc': recorded('cloudsearch-empty') });
    expect(await source.searcher!.searchTracks(request, never)).toEqual([]);
  });

  it('tells a list that is left out from one under another name', async () => {
    const other = recorded('cloudsearch-songs').replace('"songs"', '"songList"');
    const { source } = await answering({ '/api/cloudsearch/pc': other });
    await expect(source.searcher!.searchTracks(request, never)).rejects.toMatchObject({
      code: 'data_corrupt',
      message: 'netease /api/cloudsearch/pc: unexpected answer: result.songs is missing, songCount is 2',
    });
  });

  it('names the field that every song has lost', async () => {
    const { source } = await answering({ '/api/cloudsearch/pc': recorded('cloudsearch-songs').replaceAll('"ar"', '"singers"') });
    await expect(source.searcher!.searchTracks(request, never)).rejects.toMatchObject({
      code: 'data_corrupt',
      message: expect.stringMatching(/^netease \/api\/cloudsearch\/pc: .* has ar or artists or pc$/),
    });
  });
});

describe('when NetEase describes a song oddly', () => {
  const described = async (song: object, privilege: object = {}) => {
    const { source } = await answering({
      '/api/v3/song/detail': ({ query }) => ({
        body: { code: 200, songs: [{ id: 7, name: 'x', ar: [], ...song }], privileges: [{ id: 7, ...privilege }], asked: query.get('c') },
      }),
    });
    return source.refresher!.refreshTrack('7', never);
  };

  it('takes what a user has written about an uploaded file', async () => {
    const song = { name: null, ar: [{ id: 0, name: null }], al: null, t: 1, pc: { sn: 'Harbour Lights', ar: 'Mara Quill', alb: 'Pier' } };
    expect((await described(song))?.track).toMatchObject({ name: 'Harbour Lights', artists: [{ name: 'Mara Quill' }], album: 'Pier' });
  });

  it.each([{ st: -200 }, { st: -1, pl: 320_000 }, { st: 0, pl: 0 }])('offers no file of a song with the rights %j', async (privilege) => {
    expect(await described({}, privilege)).toMatchObject({ fetchKey: undefined, track: { remoteId: '7' } });
  });

  it('offers lossless only to those who may have it', async () => {
    const encodings = { sq: { br: 999_000, size: 30_000_000 }, h: { br: 320_000, size: 8_000_000 }, l: { br: 128_000, size: 3_000_000 } };
    expect((await described(encodings, { st: 0, pl: 999_000 }))?.audio).toMatchObject({ ext: 'flac', fileSizeBytes: 30_000_000 });
    expect((await described(encodings, { st: 0, pl: 128_000 }))?.audio).toMatchObject({ ext: 'mp3', bitrate: 128_000 });
    expect((await described({ ...encodings, fee: 8 }))?.audio).toMatchObject({ ext: 'mp3', bitrate: 128_000 });
  });
});

describe('when NetEase lists charts and playlists as recorded', () => {
  it('groups its own charts and the others, with a version from the time of change', async () => {
    const list = JSON.parse(recorded('toplist')) as { list: object[] };
    list.list.push({ ...list.list[0], id: 60_198, name: 'Billboard', ToplistType: undefined });
    const { source } = await answering({ '/api/toplist': () => ({ body: list }) });
    const { items } = await source.charts!.listCharts(whole, never);
    expect(items.map(({ remoteId, name, pools }) => [remoteId, name, pools[0]?.name])).toEqual([
      ['19723756', '飙升榜', '云音乐特色榜'],
      ['3778678', '热歌榜', '云音乐特色榜'],
      ['60198', 'Billboard', '全球媒体榜'],
    ]);
    expect(items[0]).toMatchObject({ playCount: 5_217_738_240, description: expect.stringContaining('每日更新') });
    expect(items[0]?.version).not.toBe(items[1]?.version);
  });

  it('lists a playlist of two categories once, in both pools, besides those that the user named', async () => {
    const { source, server } = await answering(
      {
        '/api/playlist/list': recorded('playlist-list-by-category'),
        '/api/v6/playlist/detail': ({ query }) => ({
          body: query.get('id') === '520444918' ? recorded('playlist-detail-v3') : { code: 404 },
        }),
      },
      { NETEASE_CATEGORIES: '全部,轻音乐', NETEASE_PLAYLISTS: '520444918,404404', NETEASE_PLAYLISTS_PER_CATEGORY: '30' },
    );
    const { items, notices } = await source.playlists!.listPlaylists(whole, never);
    expect(items.map(({ remoteId, pools }) => [remoteId, pools.map(({ name }) => name)])).toEqual([
      ['5000000001', ['全部', '轻音乐']],
      ['520444918', ['NETEASE_PLAYLISTS']],
    ]);
    expect(notices).toEqual(['NetEase has no playlist 404404, or it is private; see NETEASE_PLAYLISTS']);
    expect(server.requests[0]?.query.get('order')).toBe('hot');
  });

  it('completes a playlist by song detail, in its order, and says what is missing', async () => {
    const { source, server } = await answering({
      '/api/v6/playlist/detail': recorded('playlist-detail-v3'),
      '/api/v3/song/detail': ({ query }) => {
        const ids = [...(query.get('c') ?? '').matchAll(/\d+/g)].map(([id]) => Number(id));
        const songs = ids.filter((id) => id !== 306_680).map((id) => ({ id, name: `Song ${id}`, ar: [{ id: 1, name: 'Mara Quill' }] }));
        return { body: { code: 200, songs: songs.reverse(), privileges: [] } };
      },
    });
    const { items, notices } = await source.playlistTracks!.listPlaylistTracks('520444918', whole, never);
    const order = (JSON.parse(recorded('playlist-detail-v3')) as { playlist: { trackIds: { id: number }[] } }).playlist.trackIds;
    expect(items.map(({ remoteId }) => remoteId)).toEqual(order.map(({ id }) => String(id)).filter((id) => id !== '306680'));
    expect(items[0]).toMatchObject({ name: '她的眼睛会下雨', durationMs: 241_633, more: { privilege: { st: 0 } } });
    expect(notices).toEqual([expect.stringMatching(/^NetEase no longer describes 1 of the songs of ".*"; they are left out$/)]);
    expect(server.requests.filter(({ path }) => path.endsWith('detail'))).toHaveLength(2);
  });

  it('asks for many songs in blocks', async () => {
    const trackIds = Array.from({ length: 400 }, (_, at) => ({ id: 1000 + at }));
    const { source, server } = await answering({
      '/api/v6/playlist/detail': () => ({ body: { code: 200, playlist: { id: 9, name: 'Long', trackCount: 400, trackIds } } }),
      '/api/v3/song/detail': ({ query }) => {
        const ids = [...(query.get('c') ?? '').matchAll(/\d+/g)].map(([id]) => ({ id: Number(id), name: id, ar: [] }));
        return { body: { code: 200, songs: ids } };
      },
    });
    const { items } = await source.playlistTracks!.listPlaylistTracks('9', { limit: 500, after: undefined }, never);
    expect(items.map(({ remoteId }) => Number(remoteId))).toEqual(trackIds.map(({ id }) => id));
    expect(server.requests).toHaveLength(4);
  });
});

describe('when NetEase hands out a file', () => {
  const fetched = async (answer: (asked: EmulatedRequest) => EmulatedAnswer, settings: Readonly<Record<string, string>> = {}) => {
    const stagingFolder = await mkdtemp(join(tmpdir(), 'netease-'));
    closers.push(() => rm(stagingFolder, { recursive: true }));
    const files = { '/song.mp3': () => ({ body: Buffer.from('sound') }), '/song.flac': () => ({ body: Buffer.from('better') }) };
    const { source, server } = await answering({ '/api/song/enhance/player/url/v1': answer, ...files }, settings);
    const fetching = source.fetcher!.fetchTrack({ fetchKey: '8', stagingFolder, maxBytes: 1000, report: () => undefined }, never);
    return { server, fetching };
  };
  const at = ({ headers: { host } }: EmulatedRequest, file: string, more: object = {}) => ({
    body: { code: 200, data: [{ id: 8, url: `http://${host}/${file}`, code: 200, type: null, expi: 1200, freeTrialInfo: null, ...more }] },
  });

  it('takes the best that it gives, falling back from lossless (behaviour 64), and shows the cookie to nobody else', async () => {
    const refused = JSON.parse(recorded('song-url-v1-refused')) as object;
    const { server, fetching } = await fetched(
      (asked) => (asked.query.get('level') === 'higher' ? at(asked, 'song.mp3', { type: 'mp3' }) : { body: refused }),
      { NETEASE_COOKIE: 'MUSIC_U=abc' },
    );
    const { path } = await fetching;
    expect([path.endsWith('/track.mp3'), await readFile(path, 'utf8')]).toEqual([true, 'sound']);
    expect(server.requests.map(({ query, headers }) => [query.get('level'), headers.cookie])).toEqual([
      ['lossless', 'MUSIC_U=abc'],
      ['exhigh', 'MUSIC_U=abc'],
      ['higher', 'MUSIC_U=abc'],
      [null, undefined],
    ]);
  });

  it('reads the format from the address if the answer does not say it', async () => {
    const { fetching } = await fetched((asked) => at(asked, 'song.flac'));
    expect((await fetching).path).toMatch(/track\.flac$/);
  });

  it.each([
    ['a refusal', {}, /not permitted to you/],
    ['a clip', { freeTrialInfo: { start: 0, end: 30 } }, /only a clip/],
    ['an encrypted container', { type: 'ncm' }, /only encrypted \(ncm\)/],
  ])('takes no %s for the song', async (what, more, message) => {
    const { fetching } = await fetched((asked) =>
      what === 'a refusal' ? { body: recorded('song-url-v1-refused') } : at(asked, 'song.mp3', more),
    );
    await expect(fetching).rejects.toMatchObject({
      ...{ code: 'permission_denied', message: expect.stringMatching(message), hint: expect.stringContaining('NETEASE_COOKIE') },
    });
  });

  it('follows the recorded address only to the internet', async () => {
    const { fetching } = await fetched(() => ({ body: recorded('song-url').replace('m10.music.126.net', '10.0.0.1') }));
    await expect(fetching).rejects.toMatchObject({ code: 'permission_denied', message: expect.stringContaining('10.0.0.1') });
  });
});

describe('when NetEase reports a failure with status 200', () => {
  it.each([
    [recorded('error-301-login'), 'unauthenticated', 'NETEASE_COOKIE'],
    [recorded('error-405-rate'), 'rate_limited', 'Wait'],
    ['{"code":406}', 'rate_limited', 'Wait'],
    ['{"code":400}', 'invalid_argument', undefined],
    ['{"code":401}', 'permission_denied', 'NETEASE_COOKIE'],
    ['{"code":404}', 'not_found', undefined],
    ['{"code":-460}', 'unauthenticated', 'NETEASE_COOKIE'],
    ['{"code":-462}', 'unauthenticated', 'NETEASE_COOKIE'],
    ['{"code":502}', 'unavailable', undefined],
    ['{"code":-1}', 'unavailable', undefined],
    ['<html>verify</html>', 'data_corrupt', 'address'],
    ['8f3a90bc', 'data_corrupt', 'address'],
  ])('takes %j for %s', async (body, code, hint) => {
    const { source } = await answering({ '/api/toplist': body });
    const hinted = hint === undefined ? {} : { hint: expect.stringContaining(hint) };
    await expect(source.charts!.listCharts(whole, never)).rejects.toMatchObject({
      ...{ code, message: expect.stringMatching(/^netease \/api\/toplist: /), ...hinted },
    });
  });
});
