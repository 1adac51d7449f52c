import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import { until } from '@catalogsync/testkit';
import { afterEach, describe, expect, it } from '@jest/globals';
import { displayText } from '../src/core/catalogue/song-artists.js';
import { songDownloaderContract } from '../src/core/download/song-downloader.contract.js';
import { DownloadWorld, playlistOf } from './download-world.js';
import { contentOf, FakeDownloader } from './fake-downloader.js';

// Real here: the engine and its timers, SQLite, the library folder, a full tmpfs. The in-memory downloader stages real files.

let world: DownloadWorld;
afterEach(() => world?.close());

const open = async (sql: string, settings: Record<string, string> = {}, hurry = 1): Promise<DownloadWorld> => {
  world = new DownloadWorld(settings, hurry);
  await world.open(sql);
  return world;
};
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

songDownloaderContract('the in-memory downloader', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'staging-'));
  const downloader = new FakeDownloader(folder);
  downloader.missing.add('missing');
  downloader.endless.add('endless');
  const known = { name: 'n', platform: 'qq', singers: undefined, album: undefined, durationMs: undefined, isrc: undefined };
  const songOf = (id: number, remoteId: string) => ({ id, remoteId, ...known });
  return {
    downloader,
    song: songOf(1, 'there'),
    missing: songOf(2, 'missing'),
    endless: songOf(3, 'endless'),
    hashOf: async (path) => (existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : undefined),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
});

describe('when songs are downloaded', () => {
  it('each row becomes one complete, recorded file below the library root (behaviours 53, 56, 63)', async () => {
    const { downloader, library, run, ask } = await bound(playlistOf(5));
    expect(await run()).toBe('completed');
    expect(filesOf(library)).toEqual(
      ['qq/Unknown artist/歌 1001.flac', ...[1002, 1003, 1004, 1005].map((id) => `qq/周杰伦/歌 ${id}.flac`)].sort(),
    );
    const rows = ask<{
      remote: string;
      locator: string;
      status: string;
      backend: string;
      sha256: string;
      primary: number;
    }>(`SELECT s.remote_song_id AS remote,
      l.locator, l.status, b.name AS backend, a.sha256, l.is_primary AS "primary" FROM file_locations l JOIN file_assets a ON a.id = l.file_asset_id
      JOIN songs s ON s.id = a.song_id JOIN storage_backends b ON b.id = l.backend_id ORDER BY s.id`);
    expect(rows).toHaveLength(5);
    for (const { remote, locator, sha256, ...row } of rows) {
      const bytes = readFileSync(join(library, locator));
      expect(bytes.equals(contentOf(remote, downloader.sizeBytes))).toBe(true);
      expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(row).toEqual({ status: 'active', backend: 'local', primary: 1 });
    }
    expect(existsSync(join(world.home, 'staging')) ? filesOf(join(world.home, 'staging')) : []).toEqual([]);
  });

  it('only songs without an active location are, once per platform and remote id (behaviour 60)', async () => {
    const { downloader, run, ask } = await bound(playlistOf(3));
    await run();
    world.change("UPDATE file_locations SET status = 'missing', is_primary = 0 WHERE locator LIKE '%1002%'");
    downloader.asked.length = 0;
    expect(await run()).toBe('completed');
    expect(downloader.asked).toEqual(['qq-1002']);
    expect(ask('SELECT count(*) AS n FROM file_assets')).toEqual([{ n: 3 }]);
    expect(ask("SELECT count(*) AS n FROM file_locations WHERE status = 'active'")).toEqual([{ n: 3 }]);
  });

  it('songs of local folders and songs in no playlist are left alone', async () => {
    const lone = "INSERT INTO songs(id, platform, remote_song_id, name) VALUES (9, 'qq', 'lone', 'lone');";
    const { downloader, run } = await bound(`${playlistOf(2)}${playlistOf(2, 'library', 2)}${lone}`);
    await run();
    expect(downloader.asked.sort()).toEqual(['qq-1001', 'qq-1002']);
  });

  it('only songs of the sources that the job names are', async () => {
    const { downloader, run } = await bound(`${playlistOf(2)}${playlistOf(2, 'kuwo', 2)}`);
    await run({ sources: ['kuwo'] });
    expect(downloader.asked.sort()).toEqual(['kuwo-2001', 'kuwo-2002']);
  });

  it('lyrics go next to the file and into the catalogue, and never replace existing ones (behaviour 61)', async () => {
    const { downloader, library, run, ask } = await bound(playlistOf(3));
    for (const id of ['qq-1002', 'qq-1003']) downloader.withLyrics.add(id);
    mkdirSync(join(library, 'qq/周杰伦'), { recursive: true });
    writeFileSync(join(library, 'qq/周杰伦/歌 1003.lrc'), 'mine');
    await run();
    expect(readFileSync(join(library, 'qq/周杰伦/歌 1002.lrc'), 'utf8')).toBe('[00:01.00]雨下整夜');
    expect(readFileSync(join(library, 'qq/周杰伦/歌 1003.lrc'), 'utf8')).toBe('mine');
    const withLyrics = 'SELECT x.song_id AS id, l.plain, l.timed FROM song_lyrics x JOIN lyrics l ON l.id = x.lyrics_id ORDER BY id';
    const words = { plain: '雨下整夜', timed: '[00:01.00]雨下整夜' };
    expect(ask(withLyrics)).toEqual([1002, 1003].map((id) => ({ id, ...words })));
  });

  it('a file with the same name but other content stays, and the song gets its own name', async () => {
    const { library, run, ask } = await bound(playlistOf(2));
    mkdirSync(join(library, 'qq/周杰伦'), { recursive: true });
    writeFileSync(join(library, 'qq/周杰伦/歌 1002.flac'), 'somebody put this here');
    await run();
    expect(readFileSync(join(library, 'qq/周杰伦/歌 1002.flac'), 'utf8')).toBe('somebody put this here');
    expect(ask("SELECT locator FROM file_locations WHERE locator LIKE '%1002%'")).toEqual([
      { locator: 'qq/周杰伦/歌 1002 [qq-1002].flac' },
    ]);
  });

  it('two workers are busy, each shown with its song before the first byte (behaviours 54, 55, 59)', async () => {
    const { downloader } = await bound(playlistOf(2));
    for (const id of ['qq-1001', 'qq-1002']) downloader.endless.add(id);
    const jobId = await world.jobs.starter.start({ template: 'download' }, commandLine('grpc'), AbortSignal.timeout(60_000));
    await until(() => downloader.running === 2);
    const workers = (await world.jobs.store.workers()).filter(({ name }) => name.startsWith('download'));
    expect(workers.map(({ name, status }) => `${name} ${status}`)).toEqual(['download-1 running', 'download-2 running']);
    const told = workers.map(({ references: { songId, playlistId }, displayText: text }) => `${songId} ${playlistId} ${text}`);
    expect(told.sort()).toEqual(['1001 1 歌 1001', '1002 1 歌 1002 / 周杰伦 / 梁心颐']);
    await world.jobs.commands.send('cancel', { jobId }, commandLine('grpc'), AbortSignal.timeout(60_000));
    await until(() => downloader.running === 0);
    expect(await world.end(jobId)).toBe('canceled');
    await until(async () => (await world.jobs.store.workers()).every(({ status }) => status === 'idle'));
  });

  it('names are readable, whatever is missing (behaviour 55)', () => {
    expect(displayText('七里香', '周杰伦')).toBe('七里香 / 周杰伦');
    expect(displayText('七里香', undefined)).toBe('七里香');
    expect(displayText('七里香', '  ')).toBe('七里香');
  });
});

describe('when a download fails', () => {
  it('a song that no source has is not found, and the others continue (behaviours 57, 58)', async () => {
    const { downloader, run, ask } = await bound(playlistOf(4));
    downloader.missing.add('qq-1001');
    downloader.faults.set('qq-1002', new Fault('unauthenticated', 'the session has ended'));
    downloader.faults.set('qq-1003', new Fault('data_corrupt', 'the answer makes no sense'));
    expect(await run()).toBe('completed_with_errors');
    expect(ask("SELECT item_key, error_class, last_error FROM job_items WHERE status = 'failed' ORDER BY id")).toEqual([
      { item_key: 'song:1001', error_class: 'not_found', last_error: 'download returned no file: qq and kuwo have nothing' },
      { item_key: 'song:1002', error_class: 'auth', last_error: 'the session has ended' },
      { item_key: 'song:1003', error_class: 'rejected', last_error: 'the answer makes no sense' },
    ]);
    expect(ask('SELECT count(*) AS n FROM file_locations')).toEqual([{ n: 1 }]);
  });

  it('a file that differs from what was verified never reaches the library', async () => {
    const { downloader, library, run, ask } = await bound(playlistOf(1));
    downloader.garbled.add('qq-1001');
    expect(await run()).toBe('completed_with_errors');
    expect(filesOf(library)).toEqual([]);
    expect(ask("SELECT error_class FROM job_items WHERE item_key = 'song:1001'")).toEqual([{ error_class: 'rejected' }]);
  });

  it('a canceled download leaves nothing behind', async () => {
    const { downloader, library } = await bound(playlistOf(1));
    downloader.endless.add('qq-1001');
    const jobId = await world.jobs.starter.start({ template: 'download' }, commandLine('grpc'), AbortSignal.timeout(60_000));
    await until(() => downloader.running === 1);
    const { items } = await world.jobs.store.listItems({ jobId, status: 'running', after: 0, limit: 10 });
    const download = items.find(({ type }) => type === 'download_song_row');
    await world.jobs.commands.send('cancel', { itemId: download?.id }, commandLine('grpc'), AbortSignal.timeout(60_000));
    expect(await world.end(jobId)).toBe('completed_with_errors');
    expect(existsSync(library) ? filesOf(library) : []).toEqual([]);
  });
});

describe('when the process ended after placing a file but before recording it', () => {
  it('the file is adopted, not duplicated, and unfinished copies are removed', async () => {
    const { downloader, library, run, ask } = await bound(playlistOf(1));
    mkdirSync(join(library, '.incoming'), { recursive: true });
    writeFileSync(join(library, '.incoming/half'), 'half');
    mkdirSync(join(library, 'qq/Unknown artist'), { recursive: true });
    writeFileSync(join(library, 'qq/Unknown artist/歌 1001.flac'), contentOf('qq-1001', downloader.sizeBytes));
    expect(await run()).toBe('completed');
    expect(filesOf(library)).toEqual(['qq/Unknown artist/歌 1001.flac']);
    expect(ask('SELECT locator FROM file_locations')).toEqual([{ locator: 'qq/Unknown artist/歌 1001.flac' }]);
  });
});

/** A volume of a few megabytes; undefined, with a warning, where this user may not mount one. */
function mountSmallVolume(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'small-volume-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder], { stdio: 'pipe' });
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true });
    console.warn(`SKIPPED: a full volume is not tested, since mounting is not allowed here (${String(error).split('\n')[0]})`);
    return undefined;
  }
}

const volume = mountSmallVolume();
(volume === undefined ? describe.skip : describe)('when the volume of the library is full (behaviour 62)', () => {
  it('the job pauses once, names the volume, and resumes by itself when there is room', async () => {
    const folder = volume as string;
    try {
      const { downloader, ask } = await bound(playlistOf(6), { LIBRARY_DIR: folder, MIN_FREE_MB: '1' }, 50);
      downloader.sizeBytes = 900_000;
      const jobId = await world.jobs.starter.start({ template: 'download' }, commandLine('grpc'), AbortSignal.timeout(60_000));
      await until(async () => (await world.jobs.store.jobView(jobId))?.job.status === 'paused');
      expect((await world.jobs.store.jobView(jobId))?.job).toMatchObject({ pausedBy: 'disk_full', pausedVolume: folder });
      expect((await world.jobs.store.holds()).map(({ kind, name }) => ({ kind, name }))).toEqual([{ kind: 'volume', name: folder }]);
      // Items that found no room wait as if untried.
      expect(ask("SELECT count(*) AS n FROM job_items WHERE status IN ('failed', 'running')")).toEqual([{ n: 0 }]);
      const placed = filesOf(folder).length;
      expect(placed).toBeGreaterThanOrEqual(2);
      expect(readdirSync(join(folder, '.incoming'))).toEqual([]);
      expect(ask('SELECT count(*) AS n FROM file_locations')).toEqual([{ n: placed }]);
      execFileSync('mount', ['-o', 'remount,size=30m', folder]);
      expect(await world.end(jobId)).toBe('completed');
      expect(filesOf(folder)).toHaveLength(6);
      expect(ask("SELECT count(*) AS n FROM job_events WHERE event_type = 'disk_full'")).toEqual([{ n: 1 }]);
      expect(ask("SELECT count(*) AS n FROM job_events WHERE event_type = 'room_back'")).toEqual([{ n: 1 }]);
      expect(await world.jobs.store.holds()).toEqual([]);
    } finally {
      await world.stop();
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    }
  });
});

/** The parts of the world that tests use most. */
async function bound(sql: string, settings: Record<string, string> = {}, hurry = 1) {
  const opened = await open(sql, settings, hurry);
  const { downloader, library } = opened;
  return { downloader, library, run: opened.run.bind(opened), ask: opened.ask.bind(opened) };
}
