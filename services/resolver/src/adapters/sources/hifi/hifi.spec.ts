import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@catalogsync/runtime';
import { EmulatedServer, hifiAnswers, hifiState, PlatformEmulator, silentWav } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { manySongs } from '../../../../test/emulated/many-songs.js';
import { pinned } from '../../../../test/emulated/pinned.js';
import { hifi } from './definition.js';

// Real here: HTTP on loopback, files; the answers under fixtures/ are built after the published proxy (behaviour 202).
const never = new AbortController().signal;
const whole = { limit: 1000, after: undefined };
const { http, recorded, closers } = pinned(import.meta.url);
const list = '7ab5d2b6-93fb-4181-a008-000000000001';
const mix = '0017777777777777777777777777';
const open = (urls: string, more: Readonly<Record<string, string>> = {}, client = http) =>
  hifi.open(readConfig(hifi.keys, { HIFI_URLS: urls, HIFI_PLAYLISTS: list, ...more }), { http: client });
const request = {
  keyword: 'harbour lights',
  target: { title: 'Harbour Lights', artists: ['Low Tide Collective'], album: undefined, durationMs: undefined, isrc: undefined },
  limit: 10,
};

const answering = async (name: string, status = 200) => {
  const server = await EmulatedServer.start(() => ({ status, body: recorded(name) }));
  closers.push(() => server.stop());
  return { server, source: open(server.url) };
};

describe('when a HiFi proxy answers as published', () => {
  it('finds songs with covers and what their files will be', async () => {
    const { source, server } = await answering('search-tracks');
    const hits = await source.searcher!.searchTracks(request, never);
    expect(hits[0]).toMatchObject({
      track: {
        remoteId: '80000001',
        name: 'Harbour Lights',
        artists: [{ remoteId: '5000001', name: 'Low Tide Collective' }],
        album: 'Breakwater',
        durationMs: 215_000,
        isrc: 'XXA011900003',
        trackNumber: 3,
        discNumber: 1,
        year: 2019,
        releaseDate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
        remoteAlbumId: expect.stringMatching(/^\w+$/),
        explicit: expect.any(Boolean),
        coverUrl: 'https://resources.tidal.com/images/11111111/aaaa/4bbb/8ccc/0123456789ab/1280x1280.jpg',
        more: { popularity: 40, replayGain: -8.5 },
      },
      audio: { ext: 'flac', bitDepth: 16, sampleRate: 44_100 },
      fetchKey: '["80000001"]',
      trial: false,
    });
    expect(hits[1]?.track.artists.map(({ name }) => name)).toEqual(['Low Tide Collective', 'Mara Quill']);
    expect(server.requests[0]).toMatchObject({ path: '/search/' });
  });

  it('has no hits where there are none, and knows a song by its id', async () => {
    expect(await (await answering('search-empty')).source.searcher!.searchTracks(request, never)).toEqual([]);
    expect(await (await answering('info')).source.refresher!.refreshTrack('80000001', never)).toMatchObject({
      track: { name: 'Harbour Lights' },
    });
    expect(await (await answering('error-404', 404)).source.refresher!.refreshTrack('1', never)).toBeUndefined();
  });

  it('reads playlists without their videos', async () => {
    const { source } = await answering('playlist');
    const { items } = await source.playlistTracks!.listPlaylistTracks(list, whole, never);
    expect(items.map(({ remoteId }) => remoteId).slice(0, 2)).toEqual(['80000001', '80000002']);
    const [described] = (await source.playlists!.listPlaylists(whole, never)).items;
    expect(described).toMatchObject({
      name: 'Coast Songs',
      coverUrl: 'https://resources.tidal.com/images/33333333/aaaa/4bbb/8ccc/0123456789ab/1280x1280.jpg',
    });
  });

  it('reads mixes, whose entries may be wrapped or bare', async () => {
    const { data } = JSON.parse(recorded('info')) as { data: object };
    const items = [data, { item: data, type: 'track' }, { item: { name: 'no song' }, type: 'video' }];
    const server = await EmulatedServer.start(({ path }) =>
      path === '/mix/' ? { body: { version: '2.2', mix: { id: mix, title: 'My mix' }, items } } : undefined,
    );
    closers.push(() => server.stop());
    const source = open(server.url, { HIFI_PLAYLISTS: mix });
    expect((await source.playlists!.listPlaylists(whole, never)).items).toMatchObject([{ remoteId: mix, name: 'My mix' }]);
    expect((await source.playlistTracks!.listPlaylistTracks(mix, whole, never)).items.map(({ remoteId }) => remoteId)).toEqual([
      '80000001',
      '80000001',
    ]);
  });

  it.each([
    ['error-422', 422, 'invalid_argument'],
    ['error-429', 429, 'rate_limited'],
    ['error-503', 503, 'unavailable'],
  ])('understands %s', async (name, status, code) => {
    await expect((await answering(name, status)).source.searcher!.searchTracks(request, never)).rejects.toMatchObject({ code });
  });

  it('announces no more than was asked for, and no file for songs that may not be streamed', async () => {
    const { server } = await answering('search-tracks');
    const high = await open(server.url, { HIFI_QUALITY: 'HIGH' }).searcher!.searchTracks(request, never);
    expect(high[0]?.audio).toMatchObject({ ext: 'm4a', bitrate: 320_000 });
    const best = await open(server.url, { HIFI_QUALITY: 'HI_RES_LOSSLESS' }).searcher!.searchTracks(request, never);
    expect(best.slice(0, 2).map(({ audio }) => audio.bitDepth)).toEqual([24, 16]);
    const answer = recorded('search-tracks').replace('"allowStreaming": true', '"allowStreaming": false');
    const refusing = await EmulatedServer.start(() => ({ body: answer }));
    closers.push(() => refusing.stop());
    const [hit] = await open(refusing.url).searcher!.searchTracks(request, never);
    expect(hit).toMatchObject({ fetchKey: undefined, audio: { ext: undefined } });
  });
});

describe('when a HiFi proxy hands out files', () => {
  const bytes = silentWav(7, 40_000);
  const staged = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hifi-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    return folder;
  };
  const start = async (trial = false) => {
    const state = hifiState();
    const catalogue = manySongs(2, { playlist: list });
    catalogue.songs.splice(0, 1, { ...catalogue.songs[0]!, file: { ext: 'flac', bytes, trial } });
    const emulator = await PlatformEmulator.start(hifiAnswers(state), catalogue);
    closers.push(() => emulator.server.stop());
    const source = open(emulator.url);
    const folder = await staged();
    const seen: number[] = [];
    const fetch = (maxBytes = 10_000_000) =>
      source.fetcher!.fetchTrack(
        { fetchKey: '["1001"]', stagingFolder: folder, maxBytes, report: ({ bytesDone }) => seen.push(bytesDone) },
        never,
      );
    return { state, emulator, folder, fetch, seen };
  };

  it.each(['bts', 'legacy', 'dash'] as const)('takes a whole and plain one, described as %s', async (manifest) => {
    const { state, folder, fetch, seen } = await start();
    state.manifest = manifest;
    const { path } = await fetch();
    expect((await readFile(path)).equals(bytes)).toBe(true);
    expect(await readdir(folder)).toEqual([manifest === 'dash' ? 'track.m4a' : 'track.flac']);
    expect(seen.at(-1)).toBe(bytes.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  it.each([
    ['a preview', { presentation: 'PREVIEW' }, 'permission_denied', /only a part of this song \(PREVIEW\)/],
    ['an encrypted file', { encryption: 'OLD_AES' }, 'permission_denied', /encrypted \(OLD_AES\)/],
    ['protected segments', { manifest: 'dash', isProtected: true }, 'permission_denied', /segments of this song are protected/],
  ] as const)('leaves %s alone and says why', async (_, change, code, message) => {
    const { state, emulator, folder, fetch } = await start();
    Object.assign(state, change);
    await expect(fetch()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(emulator.server.requests.filter(({ path }) => path.startsWith('/files/'))).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves a clip alone, however its file is described', async () => {
    const { fetch } = await start(true);
    await expect(fetch()).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it('never follows an address to another server on this network', async () => {
    const { state, fetch, folder } = await start();
    const elsewhere = await EmulatedServer.start(() => ({ body: bytes }));
    closers.push(() => elsewhere.stop());
    for (const manifest of ['bts', 'dash'] as const) {
      Object.assign(state, { filesAt: elsewhere.url, manifest });
      await expect(fetch()).rejects.toMatchObject({ code: 'permission_denied' });
    }
    expect(elsewhere.requests).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('joined segments may not be larger than allowed, and a missing one leaves nothing behind', async () => {
    const { state, emulator, fetch, folder } = await start();
    state.manifest = 'dash';
    await expect(fetch(bytes.length - 1)).rejects.toMatchObject({ code: 'data_corrupt' });
    await emulator.server.fail('bad_gateway', { matching: /\/3\.mp4$/ });
    await expect(fetch()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['track-lossless-bts', 'track.flac', 1],
    ['track-high-bts', 'track.m4a', 1],
    ['track-legacy-array', 'track.flac', 1],
    ['track-hires-dash', 'track.m4a', 55],
  ])('understands %s as published', async (name, file, requests) => {
    const folder = await staged();
    // Its addresses lead to the proxy here.
    const homely = (manifest: string): string =>
      Buffer.from(Buffer.from(manifest, 'base64').toString().replaceAll('https://cdn.example', server.url)).toString('base64');
    const server = await EmulatedServer.start(({ path }) => {
      if (path !== '/track/') return { headers: { 'content-type': 'audio/mp4' }, body: Buffer.from('sound') };
      return { body: recorded(name).replace(/(?<="manifest": ")[^"]+/, homely) };
    });
    closers.push(() => server.stop());
    const order = { fetchKey: '["80000001"]', stagingFolder: folder, maxBytes: 1e6, report: () => undefined };
    await open(server.url).fetcher!.fetchTrack(order, never);
    expect(await readdir(folder)).toEqual([file]);
    expect(await readFile(join(folder, file), 'utf8')).toBe('sound'.repeat(requests));
    const [asked, ...files] = server.requests;
    expect(Object.fromEntries(asked!.query)).toEqual({ id: '80000001', quality: 'LOSSLESS' });
    expect(files).toHaveLength(requests);
  });

  it('refuses a preview as published', async () => {
    const { source } = await answering('track-preview-only');
    const order = { fetchKey: '["80000002"]', stagingFolder: await staged(), maxBytes: 1e6, report: () => undefined };
    await expect(source.fetcher!.fetchTrack(order, never)).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it('refuses an old answer that does not say how the file is protected', async () => {
    const server = await EmulatedServer.start(() => ({ body: [{ id: 1 }, { OriginalTrackUrl: 'https://cdn.example/1.flac' }] }));
    closers.push(() => server.stop());
    const order = { fetchKey: '["1"]', stagingFolder: await staged(), maxBytes: 1e6, report: () => undefined };
    await expect(open(server.url).fetcher!.fetchTrack(order, never)).rejects.toMatchObject({
      code: 'unsupported',
      hint: 'Update the proxy.',
    });
  });
});

describe('when several HiFi proxies are named', () => {
  it('takes the answer of the first that answers', async () => {
    const away = await EmulatedServer.start(() => ({ status: 503, body: recorded('error-503') }));
    const page = await EmulatedServer.start(() => ({ body: '<html>for sale</html>', headers: { 'content-type': 'text/html' } }));
    const { server } = await answering('search-tracks');
    closers.push(
      () => away.stop(),
      () => page.stop(),
    );
    const source = open([away.url, page.url, `${server.url}/`].join(','));
    expect(await source.searcher!.searchTracks(request, never)).toHaveLength(3);
    // One that fails three times in a row is asked last for a while.
    for (let at = 0; at < 4; at++) await source.searcher!.searchTracks(request, never);
    const asked = [away, page].map(({ requests }) => requests.length);
    await source.searcher!.searchTracks(request, never);
    expect([away, page].map(({ requests }) => requests.length)).toEqual(asked);
  });

  it('does not ask another about what the first says does not exist', async () => {
    const first = await EmulatedServer.start(() => ({ status: 404, body: recorded('error-404') }));
    const { server } = await answering('info');
    closers.push(() => first.stop());
    expect(await open(`${first.url},${server.url}`).refresher!.refreshTrack('80000001', never)).toBeUndefined();
    expect(server.requests).toEqual([]);
  });

  it('passes over what is no address, and says which if nothing else is left', async () => {
    const { server } = await answering('search-tracks');
    expect(await open(`hifi.lan,${server.url}`).searcher!.searchTracks(request, never)).toHaveLength(3);
    expect(await open('hifi.lan').health!.checkHealth(never)).toEqual({
      reachable: false,
      detail: '"hifi.lan" is not an http or https address. Correct HIFI_URLS.',
    });
  });

  it('names all of them if none answers, and the shortest wait', async () => {
    const limited = (seconds: number) =>
      EmulatedServer.start(() => ({ status: 429, headers: { 'retry-after': String(seconds) }, body: '{}' }));
    const [first, second] = [await limited(90), await limited(60)];
    closers.push(
      () => first.stop(),
      () => second.stop(),
    );
    const source = open(`${first.url},${second.url}`);
    await expect(source.searcher!.searchTracks(request, never)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 60_000,
      message: expect.stringMatching(/none of the 2 HiFi proxies answers: .*; /),
    });
  });
});
