import { commandLine } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import { until } from '@catalogsync/testkit';
import { afterEach, describe, expect, it } from '@jest/globals';
import { DownloadWorld } from './download-world.js';

// Real here: jobs over SQLite and a library folder. The downloader works in memory.
let world: DownloadWorld;
afterEach(() => world.close());

/** Song `n` of a platform: the same recording on each. */
const song = (id: number, platform: string, n: number): string =>
  `INSERT INTO songs(id, platform, remote_song_id, name, singers, metadata_json)
     VALUES (${id}, '${platform}', '${platform}-${n}', '歌 ${n}', '周杰伦', '{"duration_ms": 200000}');
   INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES (1, ${id}, ${id});`;
const list = `INSERT INTO followed_sources(platform, is_followed, decided_at, decided_by) VALUES ('qq', 1, 0, 'test');
  INSERT INTO playlists(id, platform, remote_playlist_id, name) VALUES (1, 'qq', 'p1', '云音乐');`;

async function open(sql: string, settings: Readonly<Record<string, string>> = {}): Promise<DownloadWorld> {
  world = new DownloadWorld(settings);
  await world.open(list + sql);
  return world;
}

const results = (): unknown[] =>
  world
    .ask<{ result: string | null }>("SELECT result_json AS result FROM job_items WHERE item_type = 'download_song_row' ORDER BY song_id")
    .map(({ result }) => JSON.parse(result ?? 'null'));
const shares = (id: number, platform: string, n: number) => ({
  skipped: `the same recording is in the library as ${platform} ${platform}-${n}`,
  shares_file_of: { song_id: id, platform, remote_song_id: `${platform}-${n}` },
});

describe('when two platforms list the same recording', () => {
  it('is downloaded once, and the other song says whose file it shares', async () => {
    await open(song(1, 'qq', 1) + song(2, 'kuwo', 1) + song(3, 'kuwo', 2));
    expect(await world.run()).toBe('completed');
    expect(world.downloader.asked.toSorted()).toHaveLength(2);
    expect(results()).toEqual([expect.objectContaining({ quality_label: 'lossless' }), shares(1, 'qq', 1), expect.objectContaining({})]);
    expect(world.ask('SELECT count(*) AS n FROM file_locations')).toEqual([{ n: 2 }]);
  });

  it('is not even planned once one of them has a file', async () => {
    await open(song(1, 'qq', 1));
    await world.run();
    world.change(song(2, 'kuwo', 1));
    expect(await world.run()).toBe('completed');
    expect(world.downloader.asked).toEqual(['qq-1']);
    expect(results()).toHaveLength(1);
  });

  it('waits for the download that runs, which reports for both', async () => {
    await open(song(1, 'qq', 1) + song(2, 'kuwo', 1), { DOWNLOAD_WORKERS: '2' });
    world.downloader.endless.add('qq-1').add('kuwo-1');
    const jobId = await world.jobs.starter.start({ template: 'download' }, commandLine('grpc'), AbortSignal.timeout(10_000));
    await until(() => world.ask("SELECT 1 FROM job_items WHERE item_type = 'download_song_row' AND status = 'running'").length === 2);
    await until(() => world.downloader.running === 1);
    world.downloader.endless.clear();
    expect(await world.end(jobId)).toBe('completed');
    expect(world.downloader.most).toBe(1);
    expect(world.downloader.asked).toHaveLength(1);
  });

  it('is tried through the other song if the first one fails', async () => {
    await open(song(1, 'qq', 1) + song(2, 'kuwo', 1));
    world.downloader.faults.set('qq-1', new Fault('data_corrupt', 'the answer makes no sense'));
    expect(await world.run()).toBe('completed_with_errors');
    expect(world.downloader.asked.toSorted()).toEqual(['kuwo-1', 'qq-1']);
    expect(world.ask('SELECT count(*) AS n FROM file_locations')).toEqual([{ n: 1 }]);
  });

  it('is downloaded again when the shared file is missing', async () => {
    await open(song(1, 'qq', 1) + song(2, 'kuwo', 1));
    await world.run();
    world.change("UPDATE file_locations SET status = 'missing', is_primary = 0");
    expect(await world.run()).toBe('completed');
    expect(world.downloader.asked).toHaveLength(2);
    expect(world.ask("SELECT count(*) AS n FROM file_locations WHERE status = 'active'")).toEqual([{ n: 1 }]);
  });

  it('gets a file for each song if linking is off', async () => {
    await open(song(1, 'qq', 1) + song(2, 'kuwo', 1), { LINK_RECORDINGS: 'no' });
    expect(await world.run()).toBe('completed');
    expect(world.downloader.asked.toSorted()).toEqual(['kuwo-1', 'qq-1']);
    expect(world.ask('SELECT count(*) AS n FROM recordings')).toEqual([{ n: 0 }]);
  });

  it('a cancelled song does not wait for the other', async () => {
    await open(song(1, 'qq', 1) + song(2, 'kuwo', 1), { DOWNLOAD_WORKERS: '2' });
    world.downloader.endless.add('qq-1').add('kuwo-1');
    const jobId = await world.jobs.starter.start({ template: 'download' }, commandLine('grpc'), AbortSignal.timeout(10_000));
    await until(() => world.ask("SELECT 1 FROM job_items WHERE item_type = 'download_song_row' AND status = 'running'").length === 2);
    await world.jobs.commands.send('cancel', { jobId }, commandLine('grpc'), AbortSignal.timeout(10_000));
    expect(await world.end(jobId)).toBe('canceled');
    await until(() => world.downloader.running === 0);
  });
});
