import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audioBytes, type EmulatedFault, EmulatedServer, requireProgram, until } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FetchProgress } from '../../../core/sources/fetch.js';
import type { OpenedSource } from '../source-definition.js';
import { ytDlpSource } from './definition.js';
import type { Site } from './site-songs.js';
import { YtDlp } from './yt-dlp.js';

// Real here: yt-dlp as a child process, downloading from a loopback server through its generic extractor.
const available = requireProgram('yt-dlp', '--version') && requireProgram('ffmpeg');
const never = new AbortController().signal;

(available ? describe : describe.skip)('when the program is the real yt-dlp', () => {
  let server: EmulatedServer;
  let source: OpenedSource;
  let song: Buffer;
  let staging: string;

  beforeAll(async () => {
    song = await audioBytes({ ext: 'mp3', duration: 3 });
    server = await EmulatedServer.start(({ path }) => {
      if (path === '/-A%20Song.mp3') return { body: song, headers: { 'content-type': 'audio/mpeg' } };
      if (path === '/page')
        return {
          body: '<html><title>Low Tide</title><audio src="/-A%20Song.mp3"></audio></html>',
          headers: { 'content-type': 'text/html' },
        };
      return undefined;
    });
    const site: Site = {
      name: 'loopback',
      searchPrefix: 'nosearch',
      idPattern: /^[\w% .-]+$/,
      addressOf: (id) => `${server.url}/${id}`,
      hosts: ['127.0.0.1'],
    };
    source = ytDlpSource(site, new YtDlp({ program: 'yt-dlp', idleTimeoutMs: 30_000 }), { enabled: true, playlists: [] });
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    // A folder name that a shell or an output template would expand.
    staging = await mkdtemp(join(tmpdir(), 'staging %(id)s $HOME '));
  });
  afterEach(async () => {
    await server.heal();
    await rm(staging, { recursive: true, force: true });
  });
  const seen: FetchProgress[] = [];
  const fetchTrack = (fetchKey: string, signal = never, maxBytes = 10_000_000) =>
    source.fetcher!.fetchTrack({ fetchKey, stagingFolder: staging, maxBytes, report: (progress) => void seen.push(progress) }, signal);
  const idle = async () => {
    await until(() => server.inFlight === 0);
  };

  it('reports its release', async () => {
    expect(await source.health!.checkHealth(never)).toEqual({ reachable: true, detail: expect.stringMatching(/^yt-dlp \d{4}\./) });
  });

  it('downloads the exact bytes, with progress, from an id that begins with a dash', async () => {
    seen.splice(0);
    const { path } = await fetchTrack('-A%20Song.mp3');
    expect(path).toBe(join(staging, 'track.mp3'));
    expect((await readFile(path)).equals(song)).toBe(true);
    expect(seen.at(-1)).toEqual({ bytesDone: song.length, bytesTotal: song.length });
    expect(await readdir(staging)).toEqual(['track.mp3']);
  });

  it('finds the sound on a page', async () => {
    const { path } = await fetchTrack('page');
    expect((await readFile(path)).equals(song)).toBe(true);
  });

  it('describes an existing song, and returns none for a missing one', async () => {
    expect(await source.refresher!.refreshTrack('-A%20Song.mp3', never)).toMatchObject({ audio: { ext: 'mp3' }, trial: false });
    expect(await source.refresher!.refreshTrack('none.mp3', never)).toBeUndefined();
  });

  it('refuses a file that is too large', async () => {
    await expect(fetchTrack('-A%20Song.mp3', never, 1000)).rejects.toMatchObject({ code: 'data_corrupt' });
    expect(await readdir(staging)).toEqual([]);
  });

  it.each<[EmulatedFault, string]>([
    ['rate_limited', 'rate_limited'],
    ['bad_gateway', 'unavailable'],
    ['refuse', 'unavailable'],
    ['endless', 'data_corrupt'],
  ])('reports a server that fails by %p: %s', async (fault, code) => {
    await server.fail(fault);
    await expect(fetchTrack('-A%20Song.mp3', never, 200_000)).rejects.toMatchObject({ code });
    expect(await readdir(staging)).toEqual([]);
    await idle();
  });

  it('is gone soon after the caller leaves, with its connection and its files', async () => {
    await server.fail('hang');
    const controller = new AbortController();
    const fetching = fetchTrack('-A%20Song.mp3', controller.signal);
    const failure = expect(fetching).rejects.toMatchObject({ code: 'canceled' });
    await until(() => server.inFlight > 0);
    controller.abort();
    await failure;
    await idle();
    expect(await readdir(staging)).toEqual([]);
  });
});
