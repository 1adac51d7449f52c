import { setTimeout as sleep } from 'node:timers/promises';
import { orchestratorJobsV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { until } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { albums } from './fake-peers.js';
import {
  ask,
  command,
  createJob,
  follow,
  hurry,
  itemsOf,
  jay,
  jobs,
  library,
  publication,
  runJob,
  Status,
  start,
  startResolver,
  stop,
  stopResolver,
  threeAlbums,
} from './orchestrator-under-test.js';

// Real here: the whole service, gRPC over Unix sockets on both sides, SQLite. Resolver and snapshot answer from memory.

const { CommandType: Do, ItemStatus, ErrorClass } = orchestratorJobsV1;
const soon = { deadlineMs: 60_000 };

const jobOf = async (jobId: number) => (await jobs.listJobs({ pageSize: 0, pageToken: '' }, soon)).jobs.find(({ id }) => id === jobId);
const statusOf = async (jobId: number) => (await jobOf(jobId))?.status;
const many = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ remoteId: `m${at}`, name: `歌单 ${at}`, version: '1', pools: [albums], tracks: [jay] }));
const eventsOf = async (jobId: number) =>
  (await jobs.listEvents({ jobId, pageSize: 0, pageToken: '' }, soon)).events.map(({ type }) => type);

describe('when a job runs', () => {
  it('it is reported with its stages, items, events and results', async () => {
    await start();
    const jobId = await createJob('full', { downloadSources: ['library'] });
    await follow(jobId);
    const job = await jobOf(jobId);
    expect(job).toMatchObject({ id: jobId, template: 'full', downloadSources: ['library'], lastError: '', pausedBy: '', pausedVolume: '' });
    expect(job?.stages.map(({ type, planned, counts }) => `${type} ${planned} ${counts?.succeeded}`)).toEqual([
      'collect true 1',
      'sync true 4',
      'download true 1',
      'covers true 1',
      'publish true 1',
    ]);
    expect(job?.createdAt).toBeGreaterThan(1_700_000_000_000);
    expect(job?.endedAt).toBeGreaterThanOrEqual(job?.startedAt ?? Number.POSITIVE_INFINITY);
    expect(await eventsOf(jobId)).toEqual(
      expect.arrayContaining(['job_created', 'stage_left_out', 'job_started', 'library_scanned', 'published', 'job_ended']),
    );
    const { items } = await itemsOf({ jobId });
    expect(items.map(({ type, key }) => `${type} ${key}`)).toEqual([
      'collect_source source:library',
      'sync_local_songs songs:library',
      'sync_playlist_row playlist:1',
      'sync_playlist_row playlist:2',
      'sync_playlist_row playlist:3',
      'register_files files:library',
      'look_for_covers covers',
      'publish_snapshot publish:1',
    ]);
    // Behaviour 67: the first has one of its two songs twice.
    expect(items.slice(2, 5).map(({ resultJson }) => JSON.parse(resultJson))).toEqual([2, 1, 3].map((n) => ({ linked_count: n })));
    expect(items[2]).toMatchObject({ displayText: '七里香', source: 'library', playlistId: 1, attempts: 1, lastError: '', errorClass: 0 });
    expect(ask<{ display_text: string }>('SELECT display_text FROM job_items WHERE playlist_id = 1')[0]?.display_text).toBe('七里香');
    expect(ask("SELECT status, current_song_id AS song FROM job_workers WHERE worker_name = 'download-2'")).toEqual([
      { status: 'idle', song: null },
    ]);
  });

  it('a playlist with more songs than fit one transaction is stored whole and in order', async () => {
    const tracks = Array.from({ length: 1201 }, (_, at) => ({ id: `t${at}`, name: `歌 ${at}`, artists: ['周杰伦'] }));
    library.albums = [{ remoteId: 'long', name: '很长', version: '1', pools: [albums], tracks: [...tracks, tracks[0]!] }];
    library.pageSize = 700;
    await start();
    const jobId = await createJob('full');
    expect((await follow(jobId)).last.status).toBe(Status.JOB_STATUS_COMPLETED);
    const order = ask<{ name: string }>('SELECT s.name FROM playlist_songs x JOIN songs s ON s.id = x.song_id ORDER BY x.position');
    expect(order.map(({ name }) => name)).toEqual([...tracks, tracks[0]!].map(({ name }) => name));
    const { items } = await itemsOf({ jobId });
    expect(JSON.parse(items.find(({ playlistId }) => playlistId > 0)?.resultJson ?? '')).toEqual({ linked_count: 1201 });
    expect(ask('SELECT collected_song_count AS n FROM playlists')).toEqual([{ n: 1202 }]);
  });

  it('each list is paged by its own tokens', async () => {
    library.albums = many(7);
    await start();
    for (let job = 0; job < 3; job++) await runJob('publish');
    const jobId = await createJob('collect');
    await follow(jobId);
    const ids: number[] = [];
    for (let pageToken = '', more = true; more; more = pageToken !== '') {
      const page = await jobs.listJobs({ pageSize: 2, pageToken }, soon);
      ids.push(...page.jobs.map(({ id }) => id));
      pageToken = page.nextPageToken;
    }
    expect(ids).toEqual([4, 3, 2, 1]);
    const first = await itemsOf({ jobId: 1, pageSize: 1 });
    expect(first.nextPageToken).toBe('');
    const events = await jobs.listEvents({ jobId, pageSize: 2, pageToken: '' }, soon);
    const rest = await jobs.listEvents({ jobId, pageSize: 0, pageToken: events.nextPageToken }, soon);
    expect(rest.events[0]?.id).toBeGreaterThan(events.events[1]?.id ?? Number.POSITIVE_INFINITY);
    await expect(jobs.listJobs({ pageSize: 0, pageToken: '!!' }, soon)).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(jobs.listJobs({ pageSize: 201, pageToken: '' }, soon)).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(itemsOf({})).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(itemsOf({ jobId: 77 })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('when a job is paused and resumed over RPC', () => {
  it('running items finish, nothing more starts, and resume does the rest once (behaviours 87 to 90)', async () => {
    library.albums = many(300);
    for (const { remoteId } of library.albums) library.hanging.add(remoteId);
    await start();
    const jobId = await createJob();
    await until(() => library.trackReads.length > 0);
    await command(Do.COMMAND_TYPE_PAUSE, { jobId });
    expect(await statusOf(jobId)).toBe(Status.JOB_STATUS_PAUSE_REQUESTED);
    library.hanging.clear();
    await until(async () => (await statusOf(jobId)) === Status.JOB_STATUS_PAUSED);
    const read = library.trackReads.length;
    expect(read).toBeLessThan(300);
    expect((await jobOf(jobId))?.pausedBy).toBe('user');
    await expect(command(Do.COMMAND_TYPE_PAUSE, { jobId })).rejects.toMatchObject({ code: 'failed_precondition' });
    await command(Do.COMMAND_TYPE_RESUME, { jobId });
    expect((await follow(jobId)).last.status).toBe(Status.JOB_STATUS_COMPLETED);
    expect(library.trackReads).toHaveLength(300);
    expect(new Set(library.trackReads).size).toBe(300);
  });

  it('a paused source keeps its items waiting until it is resumed', async () => {
    await start();
    expect(await command(Do.COMMAND_TYPE_PAUSE, { source: 'library' })).toMatchObject({ affected: 1, pending: false });
    expect((await jobs.listHolds({}, soon)).holds).toMatchObject([{ kind: 'source', name: 'library' }]);
    const jobId = await createJob('collect');
    await until(async () => (await itemsOf({ jobId })).items.length === 1);
    await sleep(100);
    expect((await itemsOf({ jobId })).items[0]?.status).toBe(ItemStatus.ITEM_STATUS_PENDING);
    await command(Do.COMMAND_TYPE_RESUME, { source: 'library' });
    expect((await follow(jobId)).last.status).toBe(Status.JOB_STATUS_COMPLETED);
  });
});

describe('when a job is canceled over RPC', () => {
  it('a running scan is aborted immediately, and nothing after it runs', async () => {
    library.scanHangs = true;
    await start();
    const jobId = await createJob();
    await until(async () => (await itemsOf({ jobId, status: ItemStatus.ITEM_STATUS_RUNNING })).items.length === 1);
    await command(Do.COMMAND_TYPE_CANCEL, { jobId });
    const { last } = await follow(jobId);
    expect(last.status).toBe(Status.JOB_STATUS_CANCELED);
    expect(last.stages.map(({ status }) => status)).toEqual(Array(5).fill('canceled'));
    await until(() => ask("SELECT 1 FROM job_workers WHERE status = 'running'").length === 0);
    expect(publication.published).toBe(0);
    await expect(command(Do.COMMAND_TYPE_CANCEL, { jobId })).rejects.toMatchObject({ code: 'failed_precondition' });
    library.scanHangs = false;
    expect((await runJob()).last.status).toBe(Status.JOB_STATUS_COMPLETED);
  });
});

describe('when items are retried over RPC', () => {
  const failTwo = async (): Promise<number> => {
    library.broken.set('a1', new Fault('data_corrupt', 'no list'));
    library.broken.set('a2', new Fault('not_found', 'gone'));
    await start();
    const jobId = await createJob();
    expect((await follow(jobId)).last.status).toBe(Status.JOB_STATUS_COMPLETED_WITH_ERRORS);
    library.broken.clear();
    return jobId;
  };

  it('failures are reported by class, a dry run only counts, and a retry by class takes only that class', async () => {
    const jobId = await failTwo();
    const job = await jobOf(jobId);
    expect(job?.stages.find(({ type }) => type === 'sync')?.failures).toEqual([
      { errorClass: ErrorClass.ERROR_CLASS_NOT_FOUND, count: 1 },
      { errorClass: ErrorClass.ERROR_CLASS_REJECTED, count: 1 },
    ]);
    const before = ask('SELECT * FROM job_items');
    expect(await command(Do.COMMAND_TYPE_RETRY_ITEM, { jobId }, true)).toEqual({ commandId: 0, affected: 2, pending: false });
    const target = { jobId, errorClass: ErrorClass.ERROR_CLASS_REJECTED };
    expect(await command(Do.COMMAND_TYPE_RETRY_ITEM, target, true)).toMatchObject({ affected: 1 });
    expect(ask('SELECT * FROM job_items')).toEqual(before);
    expect(ask('SELECT * FROM job_commands')).toEqual([]);
    expect(await command(Do.COMMAND_TYPE_RETRY_ITEM, target)).toMatchObject({ affected: 1 });
    await follow(jobId);
    expect(ask("SELECT remote_playlist_id AS id FROM playlists WHERE sync_status = 'synced' ORDER BY 1")).toEqual([
      { id: 'a1' },
      { id: 'newest' },
    ]);
    await command(Do.COMMAND_TYPE_RETRY_ITEM, { jobId });
    expect((await follow(jobId)).last.status).toBe(Status.JOB_STATUS_COMPLETED);
    // What the retried items changed was published too.
    expect(publication.published).toBe(3);
  });

  it('an item is retried by its id, and one that succeeded only by force (behaviours 91, 92)', async () => {
    const jobId = await failTwo();
    const { items } = await itemsOf({ jobId });
    const publish = items.find(({ type }) => type === 'publish_snapshot');
    const failed = items.find(({ status }) => status === ItemStatus.ITEM_STATUS_FAILED);
    await expect(command(Do.COMMAND_TYPE_RETRY_ITEM, { itemId: publish?.id })).rejects.toMatchObject({ code: 'failed_precondition' });
    await expect(command(Do.COMMAND_TYPE_RETRY_ITEM, { itemId: publish?.id }, true)).rejects.toMatchObject({ code: 'failed_precondition' });
    expect(await command(Do.COMMAND_TYPE_FORCE_RETRY_ITEM, { itemId: publish?.id })).toMatchObject({ affected: 1 });
    await follow(jobId);
    expect(publication.published).toBe(2);
    expect(await command(Do.COMMAND_TYPE_RETRY_ITEM, { itemId: failed?.id }, true)).toMatchObject({ affected: 1 });
    await command(Do.COMMAND_TYPE_RETRY_ITEM, { itemId: failed?.id });
    await follow(jobId);
    expect(await eventsOf(jobId)).toEqual(expect.arrayContaining(['items_retried', 'job_reopened']));
  });

  it('a running item is refused, and nothing changes', async () => {
    library.scanHangs = true;
    await start();
    const jobId = await createJob();
    await until(async () => (await itemsOf({ jobId, status: ItemStatus.ITEM_STATUS_RUNNING })).items.length === 1);
    const [item] = (await itemsOf({ jobId })).items;
    const before = ask('SELECT id, status, attempts, fence FROM job_items');
    for (const type of [Do.COMMAND_TYPE_RETRY_ITEM, Do.COMMAND_TYPE_FORCE_RETRY_ITEM]) {
      await expect(command(type, { itemId: item?.id })).rejects.toMatchObject({
        code: 'failed_precondition',
        message: 'the item is running',
      });
    }
    expect(ask('SELECT id, status, attempts, fence FROM job_items')).toEqual(before);
    expect(ask('SELECT status, reason FROM job_commands')).toEqual(
      [1, 2].map(() => ({ status: 'rejected', reason: 'the item is running' })),
    );
  });
});

describe('when a command makes no sense', () => {
  it('it fails with its own clear error, and changes nothing', async () => {
    await start();
    await runJob('publish');
    const before = ask('SELECT * FROM job_items');
    await expect(command(Do.COMMAND_TYPE_PAUSE, { jobId: 77 })).rejects.toMatchObject({ code: 'not_found', message: 'there is no job 77' });
    await expect(command(Do.COMMAND_TYPE_CANCEL, { stageId: 77 })).rejects.toMatchObject({ code: 'not_found' });
    await expect(command(Do.COMMAND_TYPE_RETRY_ITEM, { itemId: 77 })).rejects.toMatchObject({ code: 'not_found' });
    await expect(command(Do.COMMAND_TYPE_RETRY_ITEM, { source: 'nowhere' })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(command(Do.COMMAND_TYPE_UNSPECIFIED, { jobId: 1 })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(command(99 as never, { jobId: 1 })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(command(Do.COMMAND_TYPE_RETRY_ITEM, { errorClass: 99 as never })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(command(Do.COMMAND_TYPE_PAUSE, { jobId: 1 }, true)).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(command(Do.COMMAND_TYPE_PAUSE, { jobId: 1 })).rejects.toMatchObject({ code: 'failed_precondition' });
    await expect(command(Do.COMMAND_TYPE_PAUSE, { errorClass: ErrorClass.ERROR_CLASS_AUTH })).rejects.toMatchObject({
      code: 'failed_precondition',
    });
    expect(ask('SELECT * FROM job_items')).toEqual(before);
  });
});

describe('when there are several jobs', () => {
  it('one downloads, the next of its kind waits, and others run alongside (behaviour 101)', async () => {
    library.scanHangs = true;
    await start();
    const scanning = await createJob();
    const waiting = await createJob('download');
    expect((await runJob('publish')).last.status).toBe(Status.JOB_STATUS_COMPLETED);
    expect(await statusOf(waiting)).toBe(Status.JOB_STATUS_QUEUED);
    await command(Do.COMMAND_TYPE_CANCEL, { jobId: scanning });
    expect((await follow(waiting)).last.status).toBe(Status.JOB_STATUS_COMPLETED);
  });
});

describe('when no runner is configured (behaviour 106)', () => {
  it('jobs wait, commands are noted, and both continue at the next start; the configuration of the job stays (behaviours 109 to 111)', async () => {
    await start({ START_RUNNER: 'false', DOWNLOAD_SOURCES: 'library', OBJECT_REGION: 'nowhere' });
    const [first, second] = [await createJob('publish'), await createJob('publish')];
    expect(await command(Do.COMMAND_TYPE_CANCEL, { jobId: first })).toMatchObject({ affected: 0, pending: true });
    const snapshot = (): string[] => ask<{ json: string }>('SELECT config_snapshot_json AS json FROM job_runs').map(({ json }) => json);
    const frozen = snapshot();
    expect(JSON.parse(frozen[0] ?? '')).toEqual({
      library_root: expect.stringContaining('library'),
      download_sources: ['library'],
      env_values: { DOWNLOAD_SOURCES: 'library' },
    });
    await stop();
    expect(ask('SELECT status FROM job_runs')).toEqual([{ status: 'queued' }, { status: 'queued' }]);
    await start({ DOWNLOAD_SOURCES: 'other' });
    expect((await follow(second)).last.status).toBe(Status.JOB_STATUS_COMPLETED);
    expect((await follow(first)).last.status).toBe(Status.JOB_STATUS_CANCELED);
    expect(snapshot()).toEqual(frozen);
    expect(publication.published).toBe(1);
  });
});

describe('when the resolver misbehaves', () => {
  it('by hanging, the attempt fails as source down and is retried later', async () => {
    hurry(200);
    library.hanging.add('a1');
    await start();
    const jobId = await createJob();
    await until(async () => {
      const { items } = await itemsOf({ jobId, errorClass: ErrorClass.ERROR_CLASS_SOURCE_DOWN });
      return items.length === 1;
    });
    library.hanging.clear();
    const { last } = await follow(jobId);
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED);
    expect(ask("SELECT attempts > 1 AS again FROM job_items WHERE display_text = '七里香'")).toEqual([{ again: 1 }]);
  });

  it('by dying midway, its items are retried once it is back, and nothing is lost or duplicated', async () => {
    hurry(100);
    library.albums = many(40);
    library.hanging.add('m20');
    await start();
    const jobId = await createJob();
    await until(() => library.trackReads.includes('m20'));
    const dying = stopResolver();
    library.hanging.clear();
    await dying;
    await sleep(300);
    await startResolver();
    const { last } = await follow(jobId);
    expect(last).toMatchObject({ status: Status.JOB_STATUS_COMPLETED, lastError: '' });
    expect(ask('SELECT count(*) AS n FROM playlist_songs')).toEqual([{ n: 40 }]);
    expect(ask("SELECT count(*) AS n FROM job_items WHERE item_type = 'sync_playlist_row'")).toEqual([{ n: 40 }]);
    expect(publication.published).toBe(1);
  });

  it('by returning garbage, those items fail with their class and the job continues', async () => {
    hurry(100);
    library.albums = [...threeAlbums(), ...many(3)];
    library.endless.add('m0');
    library.garbage.set('m1', { remoteId: '' });
    library.garbage.set('m2', { durationMs: 2 ** 80 });
    library.broken.set('a1', new TypeError('undefined is not a function') as unknown as Fault);
    await start();
    const jobId = await createJob();
    const { last, notices } = await follow(jobId);
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED_WITH_ERRORS);
    const failed = ask<{ name: string; error_class: string }>(
      `SELECT display_text AS name, error_class FROM job_items JOIN job_stages ON job_stages.id = job_stage_id
        WHERE job_run_id = ${jobId} AND job_items.status = 'failed' ORDER BY name`,
    );
    expect(failed.filter(({ name }) => name !== '歌单 2')).toEqual([
      { name: '七里香', error_class: 'internal' },
      { name: '歌单 0', error_class: 'rejected' },
      { name: '歌单 1', error_class: 'rejected' },
    ]);
    // Internal errors of another program are not shown.
    expect(notices.join()).not.toContain('undefined is not a function');
    // The files of the others are published while one waits for a later try, and again at the end.
    expect(publication.published).toBeGreaterThanOrEqual(1);
  });
});
