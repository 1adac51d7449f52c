import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient } from '@catalogsync/outbound-http';
import { EmulatedServer, silentWav, until } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FetchProgress } from '../../../core/sources/fetch.js';
import { slskdSource } from './definition.js';
import { type EmulatedPeer, SlskdEmulator } from './fixtures/slskd-emulator.js';
import { describePath } from './remote-path.js';
import { readState } from './transfer.js';
import { transferShape } from './wire.js';

// Real here: HTTP on loopback, files; recorded answers under fixtures/ (behaviours 198, 202).
const never = new AbortController().signal;
const recorded = (name: string): string => readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');
const http = new HttpClient({ random: () => 0 });
const closers: (() => Promise<void>)[] = [];
let folder: string;
const pace = { searchTimeoutMs: 60, pollMs: 5, queueTimeoutMs: 200, stallTimeoutMs: 200 };
const target = { title: 'Harbour Lights', artists: ['Low Tide Collective'], album: undefined, durationMs: undefined, isrc: undefined };
const request = { keyword: 'Harbour Lights Low Tide Collective', target, limit: 20 };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slskd-'));
  closers.push(() => rm(folder, { recursive: true }));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => http.close());

describe('when a state of slskd is read', () => {
  it.each([
    ['Requested', 'waiting'],
    ['Queued, Locally', 'waiting'],
    ['Queued, Remotely', 'waiting'],
    ['Initializing', 'waiting'],
    ['InProgress', 'running'],
    ['Completed, Succeeded', 'succeeded'],
    ['Completed, Errored', 'failed'],
    ['Completed, Rejected', 'failed'],
    ['Completed, TimedOut', 'failed'],
    ['Completed, Cancelled', 'failed'],
    ['Completed, Aborted', 'failed'],
    ['Succeeded, Errored', 'failed'],
    ['Something, New', 'waiting'],
  ])('reads %p as %s: failure words take precedence over success words', (state, kind) => {
    expect(readState(state).kind).toBe(kind);
  });

  it.each([
    ['download-in-progress', 'running'],
    ['download-succeeded', 'succeeded'],
    ['download-cancelled', 'failed'],
  ])('reads the recorded transfer %s as %s', (name, kind) => {
    expect(readState(transferShape.parse(recorded(name), name).state).kind).toBe(kind);
  });
});

describe("when a peer's path describes a song", () => {
  it.each([
    [
      '@@a\\Music\\Low Tide Collective\\Breakwater (2019)\\03 - Harbour Lights.flac',
      'Harbour Lights',
      'Low Tide Collective',
      'Breakwater',
      3,
    ],
    ['share\\mp3\\Low Tide Collective - Harbour Lights.mp3', 'Harbour Lights', 'Low Tide Collective', 'mp3', undefined],
    ['Music\\harbour lights.m4a', 'harbour lights', undefined, undefined, undefined],
    ['d\\Someone\\2001 - Album\\1-07 Title_With_Lines.ogg', 'Title With Lines', 'Someone', 'Album', 7],
    ['x\\99 Luftballons.mp3', 'Luftballons', undefined, undefined, 99],
  ])('reads %p', (path, title, artist, album, trackNumber) => {
    expect(describePath(path, target)).toMatchObject({ title, artist, album, trackNumber });
  });

  it('recognises the wanted artist anywhere in the path, in traditional or simplified characters', () => {
    const wanted = { ...target, artists: ['周杰倫'] };
    expect(describePath('x\\周杰伦全集\\晴天.flac', wanted).artist).toBe('周杰倫');
    expect(describePath('x\\Collectives\\y\\Tide.mp3', { ...target, artists: ['Collective'] }).artist).not.toBe('Collective');
  });
});

describe('when a search is answered as recorded', () => {
  it('lists first the files of peers that can send soonest, with what is known of them, and no locked files', async () => {
    const server = await EmulatedServer.start(({ method, path }) => {
      if (method === 'PUT' || method === 'DELETE') return { status: 204 };
      if (method === 'POST') return { body: recorded('search-created') };
      return { body: recorded(path.endsWith('/responses') ? 'search-responses' : 'search-complete') };
    });
    closers.push(() => server.stop());
    const source = slskdSource({ SLSKD_URL: server.url, SLSKD_API_KEY: 'k'.repeat(16), SLSKD_DOWNLOADS_DIR: folder }, http, pace);
    const hits = await source.searcher!.searchTracks(request, never);
    expect(hits.map(({ track }) => track.remoteId.split('/')[0])).toEqual([
      'tidefan',
      'tidefan',
      'locked-only',
      'no%20attrs',
      'quiet_peer',
      'quiet_peer',
    ]);
    expect(hits.some(({ track }) => track.ext === 'wav')).toBe(false);
    expect(hits[0]?.audio).toEqual({
      ext: 'flac',
      bitrate: undefined,
      sampleRate: 44_100,
      bitDepth: 16,
      fileSizeBytes: 27_311_522,
      durationMs: 215_000,
    });
    expect(hits.find(({ track }) => track.ext === 'm4a')?.audio).toMatchObject({
      durationMs: undefined,
      bitrate: undefined,
      fileSizeBytes: 5_120_331,
    });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/api/v0/searches', headers: { 'x-api-key': 'k'.repeat(16) } });
    expect(server.requests.map(({ method }) => method)).toContain('DELETE');
  });
});

describe('when a daemon does the work', () => {
  const bytes = silentWav(1, 1000);
  const filename = '@@abc\\Music\\Low Tide Collective\\Breakwater\\03 - Harbour Lights.wav';
  const files = [{ filename, length: 215, bytes }];
  const downloads = () => join(folder, 'downloads');
  const emulate = async (...peers: Partial<EmulatedPeer>[]) => {
    const emulator = await SlskdEmulator.start(
      peers.map((peer) => ({ username: 'fan', files, ...peer })),
      downloads(),
    );
    closers.push(() => emulator.server.stop());
    const source = slskdSource(
      { SLSKD_URL: emulator.server.url, SLSKD_API_KEY: emulator.apiKey, SLSKD_DOWNLOADS_DIR: downloads() },
      http,
      pace,
    );
    return { emulator, source };
  };
  const seen: FetchProgress[] = [];
  const fetchRequest = (username = 'fan') => ({
    fetchKey: JSON.stringify([username, filename, bytes.length]),
    stagingFolder: join(folder, 'staging'),
    maxBytes: 1_000_000,
    report: (progress: FetchProgress) => void seen.push(progress),
  });

  it('deletes each search, so that the daemon does not keep it for ever', async () => {
    const { emulator, source } = await emulate({});
    expect(await source.searcher!.searchTracks(request, never)).toHaveLength(1);
    expect(emulator.state.searches.size).toBe(0);
  });

  it('clears finished searches that a process left behind, and leaves young ones, running ones and those of other programs alone', async () => {
    const { emulator } = await emulate({});
    const { searches } = emulator.state;
    const old = { text: 'old', startedAt: Date.now() - 3_600_000, timeoutMs: 15_000 };
    const own = (end: string): string => `ca7a1095-0000-4000-8000-00000000000${end}`;
    for (const id of [own('1'), own('2'), '11111111-0000-4000-8000-000000000001']) searches.set(id, old);
    searches.set(own('3'), { ...old, startedAt: Date.now() - 60_000, timeoutMs: 59_000 });
    searches.set(own('4'), { ...old, startedAt: Date.now(), timeoutMs: 3_600_000 });
    const config = { SLSKD_URL: emulator.server.url, SLSKD_API_KEY: emulator.apiKey, SLSKD_DOWNLOADS_DIR: downloads() };
    const source = slskdSource(config, http, { ...pace, keepSearchesMs: 600_000 });
    expect(await source.searcher!.searchTracks(request, never)).toHaveLength(1);
    expect([...searches.keys()]).toEqual(['11111111-0000-4000-8000-000000000001', own('3'), own('4')]);
  });

  it('deletes a search when its caller leaves', async () => {
    const { emulator } = await emulate({});
    const slow = { ...pace, searchTimeoutMs: 60_000 };
    const source = slskdSource(
      { SLSKD_URL: emulator.server.url, SLSKD_API_KEY: emulator.apiKey, SLSKD_DOWNLOADS_DIR: downloads() },
      http,
      slow,
    );
    const controller = new AbortController();
    const failure = expect(source.searcher!.searchTracks(request, controller.signal)).rejects.toMatchObject({ code: 'canceled' });
    // The second request shows that the client knows the id of the search.
    await until(() => emulator.server.requests.length > 1);
    controller.abort();
    await failure;
    expect(emulator.state.searches.size).toBe(0);
  });

  it('strips dashes, quotes and brackets, so that a dash excludes no word', async () => {
    const { emulator, source } = await emulate({});
    await source.searcher!.searchTracks({ ...request, keyword: 'Harbour -Lights "Low" (Tide)' }, never);
    expect(JSON.parse(emulator.server.requests[0]?.body ?? '')).toMatchObject({ searchText: 'Harbour Lights Low Tide' });
  });

  it('is healthy only while logged in, whatever the HTTP status', async () => {
    const { emulator, source } = await emulate({});
    emulator.state.loggedIn = false;
    expect(await source.health!.checkHealth(never)).toMatchObject({ reachable: false });
    await expect(source.searcher!.searchTracks(request, never)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('follows a transfer to its end, moves the file and leaves nothing behind', async () => {
    const { emulator, source } = await emulate({});
    seen.splice(0);
    const { path } = await source.fetcher!.fetchTrack(fetchRequest(), never);
    expect((await readFile(path)).equals(bytes)).toBe(true);
    expect(seen.map(({ bytesDone }) => bytesDone)).toEqual([0, Math.floor(bytes.length / 2), bytes.length]);
    expect(emulator.state.transfers.size).toBe(0);
    expect(await readdir(join(downloads(), 'Breakwater'))).toEqual([]);
    expect(await readdir(downloads())).toContain('something else.mp3');
  });

  it('finds the file of a daemon that does not report its path', async () => {
    const { emulator, source } = await emulate({});
    emulator.state.tellsPaths = false;
    const { path } = await source.fetcher!.fetchTrack(fetchRequest(), never);
    expect((await readFile(path)).equals(bytes)).toBe(true);
  });

  it.each<[NonNullable<EmulatedPeer['outcome']>, string]>([
    ['Rejected', 'permission_denied'],
    ['Errored', 'unavailable'],
    ['TimedOut', 'timeout'],
    ['Cancelled', 'unavailable'],
    ['waits', 'timeout'],
    ['unshared', 'not_found'],
    ['offline', 'not_found'],
  ])('reports the outcome of a transfer: %p is %s', async (outcome, code) => {
    const { emulator, source } = await emulate({ outcome });
    await expect(source.fetcher!.fetchTrack(fetchRequest(), never)).rejects.toMatchObject({ code });
    expect(emulator.state.transfers.size).toBe(0);
  });

  it('cancels the transfer when its caller leaves', async () => {
    const { emulator, source } = await emulate({ outcome: 'waits' });
    const controller = new AbortController();
    const failure = expect(source.fetcher!.fetchTrack(fetchRequest(), controller.signal)).rejects.toMatchObject({ code: 'canceled' });
    await until(() => emulator.state.transfers.size > 0);
    controller.abort();
    await failure;
    expect(emulator.state.transfers.size).toBe(0);
  });

  it.each(['empty', 'missing'])('names the download folder in its hint if the configured one is %s', async (kind) => {
    const { emulator } = await emulate({});
    const downloadsFolder = join(folder, kind);
    if (kind === 'empty') await mkdir(downloadsFolder);
    const source = slskdSource(
      { SLSKD_URL: emulator.server.url, SLSKD_API_KEY: emulator.apiKey, SLSKD_DOWNLOADS_DIR: downloadsFolder },
      http,
      pace,
    );
    await expect(source.fetcher!.fetchTrack(fetchRequest(), never)).rejects.toMatchObject({
      code: 'failed_precondition',
      hint: expect.stringContaining('download folder'),
    });
  });

  it('does not accept a link in place of the file', async () => {
    const { source } = await emulate({ outcome: 'Succeeded', files: [{ filename: 'x\\linked.wav', length: 1, bytes }] });
    const secret = join(folder, 'secret');
    await writeFile(secret, bytes);
    // In place of the daemon's file lies a link that leads out of the folder.
    await mkdir(join(downloads(), 'x'));
    await symlink(secret, join(downloads(), 'x', 'linked.wav'));
    const fetch = { ...fetchRequest(), fetchKey: JSON.stringify(['fan', 'x\\linked.wav', bytes.length]) };
    await expect(source.fetcher!.fetchTrack(fetch, never)).rejects.toMatchObject({ code: 'failed_precondition' });
    expect((await readFile(secret)).equals(bytes)).toBe(true);
  });
});
