import { commandLine } from '@catalogsync/audit';
import { orchestratorJobsV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { until } from '@catalogsync/testkit';
import { afterEach, describe, expect, it } from '@jest/globals';
import { DownloadWorld, playlistOf } from './download-world.js';
import {
  ask,
  createJob,
  follow,
  hurry,
  itemsOf,
  jobs,
  library,
  publication,
  runJob,
  Status,
  start,
  stop,
} from './orchestrator-under-test.js';

// Real here: the service with its engine, gRPC over Unix sockets, SQLite. The resolver, the snapshot service and the downloader
// answer from memory; where it says so, time runs faster.

const { ItemStatus } = orchestratorJobsV1;
const soon = { deadlineMs: 60_000 };
const listed = async () => (await jobs.listJobs({ pageSize: 0, pageToken: '' }, soon)).jobs;
const own = async () => (await listed()).filter(({ template }) => template === 'library' || template === 'publish');
const statusOf = async (jobId: number) => (await listed()).find(({ id }) => id === jobId)?.status;
const down = new Fault('unavailable', 'qq does not answer');
const localFiles = () => ask("SELECT locator FROM file_locations WHERE status = 'active'").length;

describe('when nothing is published yet', () => {
  it('local files are published while another source does not answer, by a job that says why', async () => {
    Object.assign(library, { qqConfigured: true, qqHangs: true });
    await start();
    const jobId = await createJob();
    await until(() => publication.published === 1);
    expect(localFiles()).toBe(3);
    expect(await statusOf(jobId)).toBe(Status.JOB_STATUS_RUNNING);
    const [early, ...others] = await own();
    expect(others).toEqual([]);
    expect(early).toMatchObject({ template: 'library', sources: ['library'] });
    expect(early?.reason).toBe(`nothing is published yet, and job ${jobId} waits for other sources`);
    library.qqHangs = false;
    // Nobody downloads here, so the songs of qq have no files.
    expect((await follow(jobId)).last.stages.at(-1)).toMatchObject({ type: 'publish', status: 'completed' });
    expect((await follow(early!.id)).last.stages.map(({ type, status }) => `${type} ${status}`)).toEqual([
      'library_sync completed',
      'library_files completed',
      'covers completed',
      'publish completed',
    ]);
    // The job itself publishes at its end, as always.
    expect(publication.published).toBe(2);
  });

  it('local files are published while another source is down, and its item shows when it is tried again', async () => {
    Object.assign(library, { qqConfigured: true, qqFault: down });
    await start();
    const jobId = await createJob();
    await until(() => publication.published === 1);
    await until(async () => (await itemsOf({ jobId, status: ItemStatus.ITEM_STATUS_PENDING })).items.length === 1);
    const [item] = (await itemsOf({ jobId, status: ItemStatus.ITEM_STATUS_PENDING })).items;
    expect(item).toMatchObject({ source: 'qq', lastError: 'qq does not answer' });
    expect(item?.runAt).toBeGreaterThan(Date.now());
    expect(localFiles()).toBe(3);
  });

  it('a job with local files alone publishes once, by itself', async () => {
    await start();
    await runJob();
    expect([publication.published, (await own()).length]).toEqual([1, 0]);
  });

  it('a job that publishes nothing at its end causes no publication', async () => {
    Object.assign(library, { qqConfigured: true });
    library.hanging.add('a1');
    await start();
    const jobId = await createJob('sync+download');
    await runJob('collect');
    const other = await createJob();
    await follow(jobId);
    library.hanging.clear();
    await follow(other);
    expect((await own()).map(({ reason }) => reason).filter((reason) => reason.includes(`job ${jobId} `))).toEqual([]);
  });

  it('what a stop cut off is resumed, and no second job does the same', async () => {
    Object.assign(library, { qqConfigured: true, qqHangs: true });
    library.hanging.add('a1');
    await start();
    await createJob();
    await until(async () => (await own()).length === 1);
    await stop();
    library.hanging.clear();
    await start();
    await until(() => publication.published === 1);
    expect((await own()).length).toBe(1);
    library.qqHangs = false;
  });
});

describe('when a source is down and something is published already', () => {
  it('new local files are published without waiting for its later tries, once', async () => {
    library.qqConfigured = true;
    await start();
    await runJob();
    const before = publication.published;
    library.qqFault = down;
    library.albums.push({ remoteId: 'a3', name: '新', version: '1', pools: [], tracks: [{ id: 't9', name: '新歌', artists: ['新人'] }] });
    await stop();
    // The tries of the source are spread over minutes, which pass in seconds.
    hurry(30);
    await start();
    const jobId = await createJob();
    await until(() => localFiles() === 4);
    await until(() => publication.published > before);
    expect(await statusOf(jobId)).toBe(Status.JOB_STATUS_RUNNING);
    await follow(jobId);
    const after = (await own()).filter(({ reason }) => reason === `job ${jobId} only waits for later tries`);
    expect(after.map(({ template, sources }) => [template, sources])).toEqual([['library', ['library']]]);
  });
});

describe('when songs are downloaded for a long time', () => {
  let world: DownloadWorld;
  afterEach(() => world.close());
  const running = async (songs: number, settings: Record<string, string>, times: number): Promise<DownloadWorld> => {
    world = new DownloadWorld(settings, times);
    await world.open(`${playlistOf(songs)} UPDATE playlists SET sync_status = 'synced';`);
    world.jobs.keeper.start();
    return world;
  };
  const early = () =>
    world.ask<{ id: number; why: string }>(
      "SELECT id, json_extract(playlist_scope_json, '$.reason') AS why FROM job_runs WHERE job_type = 'publish' ORDER BY id",
    );
  // Of qq alone, so that no job for the library comes in between.
  const startJob = () => world.jobs.starter.start({ template: 'full', sources: ['qq'] }, commandLine('grpc'), AbortSignal.timeout(10_000));

  it('what is there is published in steps, only while something new is there', async () => {
    const minute = 60_000;
    const { downloader } = await running(4, { PUBLISH_EVERY_MINUTES: '2', DOWNLOAD_WORKERS: '1' }, 120);
    for (const song of ['qq-1002', 'qq-1003', 'qq-1004']) downloader.endless.add(song);
    const job = await startJob();
    await until(() => world.publisher!.published.length === 1);
    await until(() => downloader.running === 1 && downloader.asked.includes('qq-1002'));
    downloader.endless.delete('qq-1002');
    await until(() => world.publisher!.published.length === 2);
    const [first, second] = world.publisher!.published;
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(2 * minute);
    // Nothing new comes for as long again and longer.
    await until(() => world.now() > second!.at + 5 * minute);
    expect(early().map(({ why }) => why)).toEqual([
      `nothing is published yet, and job ${job} is still running`,
      `there is something new, and job ${job} is still running`,
    ]);
  });

  it('songs that only wait for a later try are not waited for', async () => {
    const { downloader } = await running(3, { PUBLISH_EVERY_MINUTES: '0' }, 1);
    downloader.faults.set('qq-1003', new Fault('unavailable', 'qq does not answer'));
    const job = await startJob();
    await until(() => world.publisher!.published.length === 1);
    expect(world.ask('SELECT status FROM job_runs WHERE id = 1')).toEqual([{ status: 'running' }]);
    expect(early().map(({ why }) => why)[0]).toContain(`job ${job}`);
  });

  it('a publication that fails is tried again after longer and longer', async () => {
    const { downloader } = await running(2, {}, 600);
    world.publisher!.fault = new Fault('data_corrupt', 'no room for it');
    downloader.endless.add('qq-1002');
    await startJob();
    await until(() => early().length === 3);
    const [one, two, three] = world.ask<{ at: string }>("SELECT created_at AS at FROM job_runs WHERE job_type = 'publish' ORDER BY id");
    const between = (a: { at: string }, b: { at: string }) => Date.parse(b.at) - Date.parse(a.at);
    expect(between(two!, three!)).toBeGreaterThanOrEqual(2 * 60_000);
    expect(between(one!, two!)).toBeGreaterThanOrEqual(60_000);
  });
});
