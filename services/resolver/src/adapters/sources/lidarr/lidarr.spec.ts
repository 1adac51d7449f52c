import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient } from '@catalogsync/outbound-http';
import { EmulatedServer, silentWav, until } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FetchProgress } from '../../../core/sources/fetch.js';
import { queueFault } from './album-download.js';
import { lidarrSource } from './definition.js';
import { type EmulatedAlbum, LidarrEmulator } from './fixtures/lidarr-emulator.js';
import { albumsShape, commandShape, queueShape, rootFoldersShape, statusShape, trackFilesShape } from './wire.js';

// Real here: HTTP on loopback, files; recorded answers under fixtures/ (behaviour 202).
const never = new AbortController().signal;
const recorded = (name: string): string => readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');
const http = new HttpClient({ random: () => 0 });
const closers: (() => Promise<void>)[] = [];
let folder: string;
const pace = { pollMs: 5, grabTimeoutMs: 100, stallTimeoutMs: 100 };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lidarr-'));
  closers.push(() => rm(folder, { recursive: true }));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => http.close());

describe('when Lidarr answers as recorded', () => {
  it('reads every answer', () => {
    expect(albumsShape.parse(recorded('album-by-artist'), 'x')[0]).toMatchObject({ id: 31, statistics: { totalTrackCount: 10 } });
    expect(statusShape.parse(recorded('system-status'), 'x').version).toBe('2.14.5.4836');
    expect(rootFoldersShape.parse(recorded('rootfolders'), 'x')[0]?.path).toBe('/music');
    expect(commandShape.parse(recorded('command-albumsearch-created'), 'x')).toMatchObject({ id: 912, status: 'queued' });
    expect(trackFilesShape.parse(recorded('trackfiles'), 'x')[0]).toMatchObject({ id: 801, size: 27_311_522 });
  });

  it('finds an album that is not in the library yet', async () => {
    const server = await EmulatedServer.start(() => ({ body: recorded('album-lookup-new') }));
    closers.push(() => server.stop());
    const source = lidarrSource({ LIDARR_URL: server.url, LIDARR_API_KEY: 'key', LIDARR_MUSIC_DIR: folder }, http, pace);
    expect(await source.albumSearcher!.searchAlbums({ artist: 'Low Tide', album: 'Breakwater', limit: 3 }, never)).toEqual([
      {
        remoteId: '11111111-2222-4333-8444-555555555511',
        name: 'Breakwater',
        artist: 'Low Tide Collective',
        year: 2019,
        trackCount: 10,
        fetchKey: '11111111-2222-4333-8444-555555555511',
      },
    ]);
    expect(server.requests[0]?.query.get('term')).toBe('Low Tide Breakwater');
  });

  it('distinguishes a running download from one that needs a decision by a person', () => {
    const records = (name: string) => queueShape.parse(JSON.stringify((JSON.parse(recorded(name)) as { records: unknown }).records), name);
    expect(records('queue').map(queueFault)).toEqual([undefined, undefined]);
    expect(queueFault(records('queue-import-blocked')[0]!)).toMatchObject({
      code: 'failed_precondition',
      retry: 'never',
      message: expect.stringContaining('71.3% vs 80%'),
    });
  });
});

describe('when a wrong address or key is configured', () => {
  it('reports which one is wrong', async () => {
    const emulator = await LidarrEmulator.start([], folder);
    closers.push(() => emulator.server.stop());
    const at = (url: string, apiKey: string) =>
      lidarrSource({ LIDARR_URL: url, LIDARR_API_KEY: apiKey, LIDARR_MUSIC_DIR: folder }, http, pace).health!.checkHealth(never);
    expect(await at(emulator.server.url, 'wrong')).toEqual({ reachable: false, detail: expect.stringContaining('LIDARR_API_KEY') });
    expect(await at(`${emulator.server.url}/base`, emulator.apiKey)).toEqual({
      reachable: false,
      detail: expect.stringContaining('address'),
    });
    expect(await at(emulator.server.url, emulator.apiKey)).toEqual({ reachable: true, detail: 'Lidarr 2.14.5.4836' });
  });
});

describe('when an album is fetched', () => {
  const id = '11111111-2222-4333-8444-555555555511';
  const tracks = [
    { title: 'Harbour Lights', fileName: 'Low Tide/Breakwater/01.wav', duration: 215, bytes: silentWav(1) },
    { title: 'Night Ferry', fileName: 'Low Tide/Breakwater/02.wav', duration: 241, bytes: silentWav(2) },
  ];
  const emulate = async (outcome?: EmulatedAlbum['outcome']) => {
    const album = { foreignAlbumId: id, title: 'Breakwater', artistName: 'Low Tide', tracks };
    const emulator = await LidarrEmulator.start([outcome === undefined ? album : { ...album, outcome }], join(folder, 'music'));
    closers.push(() => emulator.server.stop());
    const source = lidarrSource(
      { LIDARR_URL: emulator.server.url, LIDARR_API_KEY: emulator.apiKey, LIDARR_MUSIC_DIR: join(folder, 'music') },
      http,
      pace,
    );
    return { emulator, source };
  };
  const seen: FetchProgress[] = [];
  const request = async () => {
    const stagingFolder = await mkdtemp(join(folder, 'staging-'));
    return { fetchKey: id, stagingFolder, maxBytes: 1_000_000, report: (progress: FetchProgress) => void seen.push(progress) };
  };

  it("adds it, waits for its import and copies each track with its title, leaving Lidarr's own files alone", async () => {
    const { emulator, source } = await emulate();
    seen.splice(0);
    const files = await source.albumFetcher!.fetchAlbum(await request(), never);
    expect(files.map(({ title, trackNumber, durationMs, artist }) => [title, trackNumber, durationMs, artist])).toEqual([
      ['Harbour Lights', 1, 215_000, 'Low Tide'],
      ['Night Ferry', 2, 241_000, 'Low Tide'],
    ]);
    expect((await readFile(files[1]!.path)).equals(tracks[1]!.bytes)).toBe(true);
    expect(await readdir(join(folder, 'music', 'Low Tide/Breakwater'))).toEqual(['01.wav', '02.wav']);
    expect(seen.length).toBeGreaterThan(1);
    const added = emulator.server.requests.find(({ method }) => method === 'POST');
    expect(JSON.parse(added?.body ?? '')).toMatchObject({
      monitored: true,
      artist: { rootFolderPath: '/music', addOptions: { monitor: 'none' } },
      addOptions: { searchForNewAlbum: true },
    });
  });

  it('requests nothing if the files already exist, and searches for a known album without files', async () => {
    const { emulator, source } = await emulate();
    await source.albumFetcher!.fetchAlbum(await request(), never);
    const posts = () => emulator.server.requests.filter(({ method }) => method !== 'GET').length;
    const before = posts();
    expect(await source.albumFetcher!.fetchAlbum(await request(), never)).toHaveLength(2);
    expect(posts()).toBe(before);
    Object.assign(emulator.state.own[0]!, { imported: false, looks: undefined });
    expect(await source.albumFetcher!.fetchAlbum(await request(), never)).toHaveLength(2);
    expect(emulator.server.requests.some(({ body }) => body.includes('AlbumSearch'))).toBe(true);
  });

  it('takes files that were in its folder before for the album only if it is complete', async () => {
    const { emulator, source } = await emulate();
    await source.albumFetcher!.fetchAlbum(await request(), never);
    const known = emulator.state.own[0]!;
    Object.assign(known, { imported: false, looks: undefined, ownedTracks: 1, outcome: 'nothing' });
    await expect(source.albumFetcher!.fetchAlbum(await request(), never)).rejects.toMatchObject({ code: 'not_found' });
    Object.assign(known, { looks: undefined, outcome: 'imported' });
    expect((await source.albumFetcher!.fetchAlbum(await request(), never)).map(({ title }) => title)).toEqual([
      'Harbour Lights',
      'Night Ferry',
    ]);
    Object.assign(known, { imported: false, looks: undefined, ownedTracks: 2, outcome: 'nothing' });
    expect(await source.albumFetcher!.fetchAlbum(await request(), never)).toHaveLength(2);
  });

  it.each<[NonNullable<EmulatedAlbum['outcome']>, string]>([
    ['nothing', 'not_found'],
    ['importBlocked', 'failed_precondition'],
    ['downloadFailed', 'unavailable'],
    ['stalls', 'timeout'],
  ])('reports its outcome: %p is %s', async (outcome, code) => {
    const { source } = await emulate(outcome);
    await expect(source.albumFetcher!.fetchAlbum(await request(), never)).rejects.toMatchObject({ code });
  });

  it('removes its own download from the queue when the caller leaves, and nobody else’s', async () => {
    const { emulator } = await emulate('stalls');
    const { url } = emulator.server;
    const patient = { ...pace, stallTimeoutMs: 60_000 };
    const source = lidarrSource({ LIDARR_URL: url, LIDARR_API_KEY: emulator.apiKey, LIDARR_MUSIC_DIR: folder }, http, patient);
    const controller = new AbortController();
    seen.splice(0);
    const failure = expect(source.albumFetcher!.fetchAlbum(await request(), controller.signal)).rejects.toMatchObject({ code: 'canceled' });
    await until(() => seen.length > 0);
    controller.abort();
    await failure;
    expect(emulator.state.removed).toEqual([5511]);
  });

  it('fails if the configured folder is not the one Lidarr uses', async () => {
    const { emulator } = await emulate();
    const source = lidarrSource(
      { LIDARR_URL: emulator.server.url, LIDARR_API_KEY: emulator.apiKey, LIDARR_MUSIC_DIR: join(folder, 'other') },
      http,
      pace,
    );
    await expect(source.albumFetcher!.fetchAlbum(await request(), never)).rejects.toMatchObject({ code: 'failed_precondition' });
  });
});
