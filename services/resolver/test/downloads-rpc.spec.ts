import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolverDownloadsV1, resolverRankingV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { audioBytes, EmulatedServer, requireProgram } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { service } from '../src/main.js';

// Real here: the whole resolver over gRPC, its list source over HTTP, SQLite, files, TagLib.
type Definition = typeof resolverDownloadsV1.DownloadServiceService;
const { DownloadState } = resolverDownloadsV1;
const limits = { deadlineMs: 20_000 };
const target = {
  platform: 'qq',
  remoteId: '0039MnYb0qxYhV',
  title: '七里香',
  artists: ['周杰伦'],
  album: '七里香',
  albumArtist: '',
  durationMs: 3000,
  isrc: '',
  trackNumber: 2,
  discNumber: 0,
  year: 2004,
  genre: '',
  coverUrl: '',
  lyrics: '[00:01.00]la',
};
const holder = 'item-1-1';
const request = { target, sources: [], sourcesAreDefault: false, qualityProfile: '', holder };
let home: string;
let server: EmulatedServer;
let running: RunningService;
let client: RpcClient<Definition>;
let flac: Buffer;

async function start(): Promise<void> {
  const config = service.configure({
    ROOT_DIR: home,
    HTTP_LISTS: join(home, 'songs.json'),
    OUTBOUND_PRIVATE_HOSTS: '127.0.0.1',
    DOWNLOAD_STALL_SECONDS: '5',
  });
  running = await service.start(config, { log: silentLogger(), clock: systemClock });
  client = createRpcClient(resolverDownloadsV1.DownloadServiceService, { address: running.addresses.grpc, service: 'resolver' });
}

async function stop(): Promise<void> {
  client.close();
  await running.stop();
}

async function ended(id: string): Promise<resolverDownloadsV1.Download[]> {
  const seen: resolverDownloadsV1.Download[] = [];
  for await (const { download } of client.watchDownload({ id }, limits)) if (download !== undefined) seen.push(download);
  return seen;
}

async function fetchOne(more: Partial<typeof target> = {}, qualityProfile = ''): Promise<resolverDownloadsV1.Download> {
  const { download } = await client.startDownload({ ...request, target: { ...target, ...more }, qualityProfile }, limits);
  return (await ended(download?.id ?? '')).at(-1)!;
}

(requireProgram('ffmpeg') ? describe : describe.skip)('when downloads are requested over gRPC', () => {
  beforeAll(async () => {
    flac = await audioBytes({ ext: 'flac', duration: 3 });
    server = await EmulatedServer.start(({ path }) => (path.startsWith('/music/') ? { body: flac } : undefined));
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'downloads-rpc-'));
    const song = { url: `${server.url}/music/qilixiang.flac`, title: '七里香', artist: '周杰伦', duration: 3 };
    // The list does not state its duration, which is too short.
    const clip = { url: `${server.url}/music/clip.flac`, title: '夜曲', artist: '周杰伦' };
    await writeFile(join(home, 'songs.json'), JSON.stringify([song, clip]));
    await start();
  });
  afterEach(async () => {
    await stop();
    await server.heal();
    rmSync(home, { recursive: true, force: true });
  });

  it('fetches, verifies and tags, and reports progress until the end', async () => {
    const { download, created } = await client.startDownload(request, limits);
    expect(created).toBe(true);
    const seen = await ended(download!.id);
    const last = seen.at(-1)!;
    expect(last).toMatchObject({
      state: DownloadState.DOWNLOAD_STATE_SUCCEEDED,
      source: 'http',
      file: { ext: 'flac', qualityLabel: 'lossless', locator: 'qq/周杰伦/七里香/02 七里香.flac', tagged: true },
    });
    expect(last.endedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect((await readFile(last.file!.path)).length).toBe(last.file!.fileSizeBytes);
    expect(await readFile(last.file!.lyricsPath, 'utf8')).toBe('[00:01.00]la\n');
    expect((await client.startDownload(request, limits)).created).toBe(false);
    const { downloads } = await client.listDownloads(
      { states: [DownloadState.DOWNLOAD_STATE_SUCCEEDED], pageSize: 0, pageToken: '' },
      limits,
    );
    expect(downloads.map(({ id }) => id)).toEqual([last.id]);
    await client.releaseDownload({ id: last.id, holder }, limits);
    await expect(readFile(last.file!.path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('lets ranking learn the outcome of searches and files', async () => {
    await fetchOne();
    await fetchOne({ title: 'nobody has this', remoteId: 'x' });
    await fetchOne({ title: '夜曲', durationMs: 226_000, remoteId: 'y' });
    const ranking = createRpcClient(resolverRankingV1.RankingServiceService, { address: running.addresses.grpc, service: 'resolver' });
    try {
      const policy = resolverRankingV1.RankingPolicy.RANKING_POLICY_UNSPECIFIED;
      const { statistics } = await ranking.rank({ origin: 'qq', sources: [], policy }, limits);
      expect(statistics).toMatchObject([{ origin: 'qq', source: 'http', attempts: 3, found: 2, verified: 1, refuted: 1 }]);
    } finally {
      ranking.close();
    }
  });

  it('ends as not found for a song that no source has', async () => {
    const last = await fetchOne({ title: 'nobody has this', remoteId: 'x' });
    expect(last).toMatchObject({ state: DownloadState.DOWNLOAD_STATE_NOT_FOUND, errorCode: 'not_found', file: undefined });
    expect(last.attempts).toMatchObject([{ source: 'http', outcome: 'nothing_found' }]);
  });

  it('pages lists newest first and refuses foreign tokens', async () => {
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three']) ids.unshift((await fetchOne({ title: name, remoteId: name })).id);
    const page = (pageToken: string) => client.listDownloads({ states: [], pageSize: 2, pageToken }, limits);
    const first = await page('');
    const second = await page(first.nextPageToken);
    expect([...first.downloads, ...second.downloads].map(({ id }) => id)).toEqual(ids);
    expect(second.nextPageToken).toBe('');
    const quarantine = client.listQuarantine({ includeDecided: false, pageSize: 2, pageToken: first.nextPageToken }, limits);
    await expect(quarantine).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(client.listDownloads({ states: [], pageSize: 501, pageToken: '' }, limits)).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });

  it('lists, approves and rejects quarantined files', async () => {
    const held = async () => (await client.listQuarantine({ includeDecided: false, pageSize: 0, pageToken: '' }, limits)).files;
    const trial = { title: '夜曲', durationMs: 226_000 };
    const first = await fetchOne({ ...trial, remoteId: '1' });
    await fetchOne({ ...trial, remoteId: '2' });
    expect(first.state).toBe(DownloadState.DOWNLOAD_STATE_NOT_FOUND);
    const files = await held();
    expect(files).toMatchObject([
      { reason: 'trial_clip' },
      { reason: 'trial_clip', downloadId: first.id, target: trial, durationMs: 3000, state: 'held' },
    ]);
    const { download } = await client.approveQuarantined({ id: files[0]!.id }, limits);
    expect(download).toMatchObject({ state: DownloadState.DOWNLOAD_STATE_SUCCEEDED });
    await expect(client.rejectQuarantined({ id: files[0]!.id }, limits)).rejects.toMatchObject({ code: 'failed_precondition' });
    await client.rejectQuarantined({ id: files[1]!.id }, limits);
    expect(await held()).toEqual([]);
    expect((await fetchOne({ ...trial, remoteId: '3' })).attempts).toMatchObject([{ outcome: 'nothing_found' }]);
  });

  it('cancels a running download', async () => {
    await server.fail('hang');
    const { download } = await client.startDownload(request, limits);
    const canceled = await client.cancelDownload({ id: download!.id, holder }, limits);
    expect(canceled.download).toMatchObject({ state: DownloadState.DOWNLOAD_STATE_CANCELED, errorCode: 'canceled' });
    await expect(client.cancelDownload({ id: download!.id, holder }, limits)).rejects.toMatchObject({ code: 'failed_precondition' });
  });

  it('resumes an interrupted download after a restart', async () => {
    await server.fail('hang', { matching: /^\/music/ });
    const { download } = await client.startDownload(request, limits);
    for await (const step of client.watchDownload({ id: download!.id }, limits)) {
      if (step.download?.phase === resolverDownloadsV1.DownloadPhase.DOWNLOAD_PHASE_FETCHING) break;
    }
    await stop();
    await server.heal();
    await start();
    expect((await ended(download!.id)).at(-1)?.state).toBe(DownloadState.DOWNLOAD_STATE_SUCCEEDED);
  });

  it('gives a download to its latest holder, and ignores earlier ones', async () => {
    await server.fail('hang', { matching: /^\/music/ });
    const { download } = await client.startDownload(request, limits);
    const id = download!.id;
    expect(await client.startDownload({ ...request, holder: 'item-1-2' }, limits)).toMatchObject({ created: false, download: { id } });
    await client.cancelDownload({ id, holder }, limits);
    await client.releaseDownload({ id, holder }, limits);
    await server.heal();
    const last = (await ended(id)).at(-1);
    expect(last?.state).toBe(DownloadState.DOWNLOAD_STATE_SUCCEEDED);
    await client.releaseDownload({ id, holder }, limits);
    expect((await readFile(last!.file!.path)).length).toBeGreaterThan(0);
    rmSync(last!.file!.path);
    // A file that was removed is fetched again.
    expect((await client.startDownload(request, limits)).created).toBe(true);
  });

  it('refuses invalid requests with a code', async () => {
    const starting = (more: object) => client.startDownload({ ...request, ...more }, limits);
    await expect(starting({ target: undefined })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(starting({ target: { ...target, title: ' ' } })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(starting({ sources: ['no-such'] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(starting({ qualityProfile: 'gold' })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(client.getDownload({ id: '../x' }, limits)).rejects.toMatchObject({ code: 'not_found' });
    await expect(client.releaseDownload({ id: 'none', holder: '' }, limits)).rejects.toMatchObject({ code: 'not_found' });
    await expect(client.approveQuarantined({ id: '' }, limits)).rejects.toMatchObject({ code: 'not_found' });
    await expect(ended('none')).rejects.toMatchObject({ code: 'not_found' });
  });
});
