import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@catalogsync/runtime';
import { type EmulatedAnswer } from '@catalogsync/testkit';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type Answers, pinned } from '../../../../test/emulated/pinned.js';
import { idAt } from '../../../core/sources/playlist-addresses.js';
import { qianqian } from './definition.js';

// Real here: HTTP on loopback; recorded answers are under fixtures/ (behaviour 202).
const never = new AbortController().signal;
const { http, recorded, serving } = pinned(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'qianqian-'));
afterAll(() => rmSync(folder, { recursive: true }));

const all = { limit: 1000, after: undefined };
const request = {
  keyword: '港口 灯火',
  target: { title: '港口灯火', artists: [], album: undefined, durationMs: undefined, isrc: undefined },
  limit: 10,
};
const open = (settings: Record<string, string>) => qianqian.open(readConfig(qianqian.keys, settings), { http });
const answering = async (answers: Answers) => {
  const server = await serving(answers);
  const source = open({ QIANQIAN_SECRET: 'invented', QIANQIAN_URL: server.url, QIANQIAN_REQUESTS_PER_SECOND: '50' });
  return { server, source, search: () => source.searcher!.searchTracks(request, never) };
};
const success = (data: object): EmulatedAnswer => ({ body: { state: true, errno: 22000, errmsg: '成功', data } });

describe('when Qianqian answers as recorded', () => {
  it('finds songs with artists, ISRC and files, and takes those for members as clips', async () => {
    const { search } = await answering({ '/v1/search': { body: recorded('v1-search') } });
    const [first, second] = await search();
    expect(first).toMatchObject({
      track: {
        remoteId: 'T10000000001',
        name: '港口灯火',
        artists: [{ remoteId: 'A1000', name: '低潮合唱团' }],
        album: '防波堤',
        durationMs: 215_000,
        isrc: 'XXA011900003',
        genre: '流行',
        year: 2019,
        remoteAlbumId: expect.stringMatching(/^\w+$/),
        coverUrl: 'https://img01.dmhmusic.com/0000/M00/00/00/x.jpg',
        more: { albumAssetCode: 'P10000000001', lang: '国语' },
      },
      audio: { ext: 'flac', bitrate: undefined, fileSizeBytes: 27_311_522 },
      fetchKey: JSON.stringify(['T10000000001', ['3000', '320', '128']]),
      trial: false,
    });
    expect(second).toMatchObject({ track: { artists: [{ name: '低潮合唱团' }, { name: '玛拉' }] }, trial: true });
  });

  it('signs the sorted pairs as they are, followed by the secret, which it never sends', async () => {
    const { search, server } = await answering({ '/v1/search': { body: recorded('v1-search') } });
    await search();
    const { query, headers } = server.requests[0]!;
    const pairs = `appid=16073360&pageNo=1&pageSize=10&timestamp=${query.get('timestamp')}&type=1&word=港口 灯火`;
    expect(query.get('sign')).toBe(createHash('md5').update(`${pairs}invented`).digest('hex'));
    expect(JSON.stringify([...query])).not.toContain('invented');
    expect(headers).toMatchObject({ from: 'web', referer: 'https://music.91q.com/' });
  });

  it('reads a chart and a playlist', async () => {
    const { source } = await answering({
      '/v1/bd/list': { body: recorded('v1-bd-list') },
      '/v1/tracklist/info': { body: recorded('v1-tracklist-info') },
    });
    const tracksOf = async (id: string) => (await source.playlistTracks!.listPlaylistTracks(id, all, never)).items;
    expect((await tracksOf('chart:257851')).map(({ name }) => name)).toEqual(['港口灯火', '夜船']);
    expect((await tracksOf('300001')).map(({ name }) => name)).toEqual(['港口灯火']);
  });

  it('refreshes a song from its link, whose address is not kept', async () => {
    const { source } = await answering({ '/v1/song/tracklink': { body: recorded('v1-tracklink') } });
    const hit = await source.refresher!.refreshTrack('T10000000001', never);
    expect(hit).toMatchObject({
      track: { remoteId: 'T10000000001', name: '港口灯火', durationMs: 215_000 },
      audio: { ext: 'mp3', bitrate: 128_000, fileSizeBytes: 3_446_000 },
      trial: false,
    });
    expect(JSON.stringify(hit)).not.toContain('audio04.example');
  });

  it('finds nothing, which is no fault', async () => {
    expect(await (await answering({ '/v1/search': success({ total: 0, typeTrack: null }) })).search()).toEqual([]);
  });
});

describe('when Qianqian gives a file', () => {
  const fetch = { fetchKey: '["T1",["3000","128"]]', stagingFolder: folder, maxBytes: 1000, report: () => undefined };

  it('takes the best rate that is given whole', async () => {
    const { source } = await answering({
      '/v1/song/tracklink': ({ query, headers }) =>
        query.get('rate') === '128'
          ? success({ TSID: 'T1', path: `http://${headers.host}/a.mp3?once`, format: 'mp3' })
          : success({ TSID: 'T1', path: '', trail_audio_info: { path: `http://${headers.host}/clip.mp3` } }),
      '/a.mp3': { headers: { 'content-type': 'audio/mpeg' }, body: Buffer.from('whole') },
      '/clip.mp3': { body: Buffer.from('clip') },
    });
    const { path } = await source.fetcher!.fetchTrack(fetch, never);
    expect([path, readFileSync(path, 'utf8')]).toEqual([join(folder, 'track.mp3'), 'whole']);
  });

  it.each([
    ['only a clip', success({ TSID: 'T1', trail_audio_info: { path: 'http://files.example/clip.mp3' } }), 'permission_denied'],
    ['nothing', success({ TSID: 'T1' }), 'permission_denied'],
    ['a refusal', { body: { state: false, errno: 22232, errmsg: '暂无版权' } }, 'permission_denied'],
    ['an address at home', success({ TSID: 'T1', path: 'http://192.168.1.1/a.mp3' }), 'permission_denied'],
    ['no such song', { body: { state: false, errno: 23010, errmsg: '' } }, 'not_found'],
  ])('refuses %s', async (_what, answer, code) => {
    const { source } = await answering({ '/v1/song/tracklink': answer });
    await expect(source.fetcher!.fetchTrack(fetch, never)).rejects.toMatchObject({ code });
  });

  it('offers a song of which it gives only a clip as one', async () => {
    const { source } = await answering({
      '/v1/song/tracklink': success({ TSID: 'T1', title: 'x', trail_audio_info: { path: 'http://x/' } }),
    });
    expect(await source.refresher!.refreshTrack('T1', never)).toMatchObject({ trial: true });
  });
});

describe('when Qianqian answers something else', () => {
  it.each([
    [recorded('v1-error-sign').replace(/\s+/g, ''), 'unauthenticated'],
    ['{"state":false,"errno":1,"errmsg":"请求过于频繁","data":{}}', 'rate_limited'],
    ['{"state":true,"errno":22500,"errmsg":""}', 'unavailable'],
    ['{"state":true,"errno":22000,"data":{"total":3,"tracks":[]}}', 'data_corrupt'],
    ['{"state":true,"errno":22000,"data":[]}', 'data_corrupt'],
  ])('maps %s', async (body, code) => {
    await expect((await answering({ '/v1/search': { body } })).search()).rejects.toMatchObject({ code });
  });

  it('says which keys to check if the signature is refused, never the secret', async () => {
    const { search } = await answering({ '/v1/search': { body: recorded('v1-error-sign') } });
    const fault = (await search().catch((error: unknown) => error)) as { message: string; hint: string };
    expect(fault.hint).toContain('QIANQIAN_SECRET');
    expect(fault.message + fault.hint).not.toContain('invented');
  });

  it('searches for the words alone if the service refuses a sign', async () => {
    const { source, server } = await answering({
      '/v1/search': ({ query }) =>
        query.get('word') === 'P nk So What' ? success({ typeTrack: [] }) : { body: { state: false, errno: 23001, errmsg: '' } },
    });
    expect(await source.searcher!.searchTracks({ ...request, keyword: 'P!nk (So What)' }, never)).toEqual([]);
    expect(server.requests).toHaveLength(2);
  });
});

describe('when Qianqian is not configured', () => {
  it('is off without a secret, and says so', async () => {
    expect(open({ QIANQIAN_SECRET: 'invented' }).configured).toBe(true);
    const source = open({});
    expect(source.configured).toBe(false);
    expect(await source.health!.checkHealth(never)).toEqual({
      reachable: false,
      detail: expect.stringContaining('QIANQIAN_SECRET is empty'),
    });
  });
});

describe('when somebody shares a song of Qianqian', () => {
  it.each([
    ['https://music.91q.com/song/T10047894422', 'T10047894422'],
    ['https://music.taihe.com/song/T10047894422?from=x', 'T10047894422'],
    ['https://m.music.91q.com/#/song/T10047894422', 'T10047894422'],
    ['https://music.91q.com/songlist/5', undefined],
  ])('reads the id from %s', (url, id) => {
    expect(idAt(qianqian.addresses?.songs ?? {}, new URL(url))).toBe(id);
  });
});
