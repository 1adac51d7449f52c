import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { hasEnded, type Item, JobEngine } from '@catalogsync/job-engine';
import { FakeTime, MemoryEngineStore } from '@catalogsync/job-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalLyricsFiles } from '../src/adapters/lyrics-files/local-lyrics-files.js';
import type { CatalogueStores } from '../src/core/catalogue/catalogue-stores.js';
import type { FileOfSong } from '../src/core/lyrics/files-of-songs.js';
import { LyricsExecutor } from '../src/core/lyrics/lyrics-executor.js';
import { type LyricsOrder, toLyricsRecord } from '../src/core/lyrics/lyrics-order.js';
import type { LyricsStores } from '../src/core/lyrics/lyrics-store.js';

// Real here: files and the job engine. The catalogue, the sources and the jobs are in memory; time is fake.
let root: string;
let files: FileOfSong[];
let asked: string[];
let answer: (remoteId: string) => string | undefined;
let time: FakeTime;
type Stores = CatalogueStores & LyricsStores;
/** Lyrics that the catalogue knows, by song. */
const known = new Map<number, string | undefined>();
let store: MemoryEngineStore<Stores>;
let engine: JobEngine<Stores>;

const catalogue = {
  files: async (_wanted: object, { after, limit }: { after: number; limit: number }) =>
    files.filter(({ id }) => id > after).slice(0, limit),
  file: async (wanted: number) => files.find(({ id }) => id === wanted),
};
const finder = {
  find: async ({ remoteId }: FileOfSong['song']) => {
    asked.push(remoteId);
    return answer(remoteId);
  },
};

function newEngine(): JobEngine<Stores> {
  const log = { warn: () => undefined, error: () => undefined };
  const surroundings = { clock: time, pacing: time, random: () => 0.5, volumes: { hasRoom: async () => true }, log };
  const lyrics = new LocalLyricsFiles();
  const executors = [new LyricsExecutor({ catalogue, finder, lyrics, now: () => time.now() })];
  return new JobEngine({ store, executors, surroundings });
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'lyrics-'));
  files = [];
  asked = [];
  answer = (remoteId) => `words of ${remoteId}`;
  time = new FakeTime();
  store = new MemoryEngineStore(() => ({
    effects: { lyrics: { save: async (songId: number, text?: string) => void known.set(songId, text) } } as unknown as Stores,
    undo: () => undefined,
  }));
  engine = newEngine();
  await engine.start();
});
afterEach(async () => {
  const stopped = engine.stop(0);
  await time.pass(60_000);
  await stopped;
  rmSync(root, { recursive: true, force: true });
});

const unknown = { singers: undefined, album: undefined, durationMs: undefined, isrc: undefined };
function add(id: number, locator = `qq/A/${id}.mp3`, isThere = true): void {
  files.push({ id, root, locator, song: { id: 1000 + id, platform: 'qq', remoteId: `r${id}`, name: `n${id}`, ...unknown } });
  if (!isThere) return;
  mkdirSync(dirname(join(root, locator)), { recursive: true });
  writeFileSync(join(root, locator), 'sound');
}

const begin = (more: Partial<LyricsOrder> = {}): Promise<number> => {
  const order = { platform: undefined, includeLibrary: false, overwrite: false, dryRun: false, after: 0, ...more };
  return engine.createJob({ template: 'lyrics', stages: ['lyrics'], scope: toLyricsRecord(order) });
};
const itemsOf = async (jobId: number): Promise<readonly Item[]> => (await store.listItems({ jobId, after: 0, limit: 1_000 })).items;

/** How many files had each outcome, once the job has ended. */
async function end(job: Promise<number>): Promise<Record<string, number>> {
  const jobId = await job;
  for (let view = await store.jobView(jobId); view !== undefined && !hasEnded(view.job.status); view = await store.jobView(jobId)) {
    await time.pass(1_000);
  }
  const counts: Record<string, number> = {};
  const add = (word: string, count: number): void => {
    if (count > 0) counts[word] = (counts[word] ?? 0) + count;
  };
  for (const { type, status, result } of await itemsOf(jobId)) {
    if (type !== 'count_files') add(status === 'succeeded' ? String(result?.lyrics) : status, 1);
    else for (const word of ['had', 'gone']) add(word, Number(result?.[word]));
  }
  return counts;
}
const lrc = (id: number): string | undefined => {
  const path = join(root, `qq/A/${id}.lrc`);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
};

describe('when files get their missing lyrics (behaviour 61)', () => {
  it('writes the lyrics it finds next to the files, and keeps existing ones', async () => {
    for (const id of [1, 2, 3]) add(id);
    add(4, undefined, false);
    writeFileSync(join(root, 'qq/A/2.lrc'), 'mine');
    answer = (remoteId) => (remoteId === 'r3' ? undefined : 'words');
    expect(await end(begin())).toEqual({ written: 1, had: 1, none: 1, gone: 1 });
    expect([lrc(1), lrc(2), lrc(3), lrc(4)]).toEqual(['words\n', 'mine', undefined, undefined]);
    expect(asked.sort()).toEqual(['r1', 'r3']);
  });

  it('requests only what is missing when it runs again, and replaces only if told to', async () => {
    for (const id of [1, 2]) add(id);
    await end(begin());
    asked = [];
    expect(await end(begin())).toEqual({ had: 2 });
    expect(asked).toEqual([]);
    answer = () => 'new words';
    expect(await end(begin({ overwrite: true }))).toEqual({ written: 2 });
    expect(lrc(1)).toBe('new words\n');
  });

  it('writes nothing in a dry run, and says what it would write', async () => {
    add(1);
    expect(await end(begin({ dryRun: true }))).toEqual({ written: 1 });
    expect(lrc(1)).toBeUndefined();
  });

  it('resumes where it stopped when the program restarts, and requests nothing twice', async () => {
    for (let id = 1; id <= 300; id++) add(id);
    const job = begin();
    let halfway = (): void => undefined;
    const there = new Promise<void>((resolve) => {
      halfway = resolve;
    });
    answer = (remoteId) => {
      if (asked.length === 150) halfway();
      return `words of ${remoteId}`;
    };
    await job;
    let reached = false;
    void there.then(() => {
      reached = true;
    });
    while (!reached) await time.settle();
    const stopped = engine.stop(60_000);
    await time.settle();
    await stopped;
    const before = asked.length;
    expect(before).toBeLessThan(300);
    engine = newEngine();
    await engine.start();
    expect(await end(job)).toEqual({ written: 300 });
    expect(files.every(({ id }) => lrc(id) !== undefined)).toBe(true);
    expect(new Set(asked).size).toBe(300);
    expect(asked).toHaveLength(300);
  });

  it('covers files that need nothing with one item per thousand files', async () => {
    for (let id = 1; id <= 2_100; id++) add(id, undefined, id % 700 === 0);
    const job = begin();
    expect(await end(job)).toEqual({ written: 3, gone: 2_097 });
    expect((await itemsOf(await job)).map(({ key }) => key)).toEqual([
      'after:0',
      'file:700',
      'after:1000',
      'file:1400',
      'after:2000',
      'file:2100',
    ]);
  });

  it('skips files up to a given position', async () => {
    for (let id = 1; id <= 5; id++) add(id);
    expect(await end(begin({ after: 3 }))).toEqual({ written: 2 });
    expect([lrc(3), lrc(4)]).toEqual([undefined, 'words of r4\n']);
  });

  it('retries a song whose sources fail, and finally reports what failed', async () => {
    for (let id = 1; id <= 30; id++) add(id);
    answer = (remoteId) => {
      if (remoteId === 'r7') throw new Fault('timeout', 'slow');
      if (remoteId === 'r8' && asked.filter((id) => id === 'r8').length === 1) throw new Fault('timeout', 'slow');
      return 'words';
    };
    const job = begin();
    expect(await end(job)).toEqual({ failed: 1, written: 29 });
    const failed = (await itemsOf(await job)).filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject([{ displayText: 'n7', lastError: 'slow', errorClass: 'source_down' }]);
  });

  it('pauses when one file after another fails, and continues when the sources are back', async () => {
    for (let id = 1; id <= 200; id++) add(id);
    let away = true;
    answer = () => {
      if (away) throw new Fault('unavailable', 'nobody there');
      return 'words';
    };
    const job = begin();
    await job;
    while (!(await itemsOf(await job)).every(({ failures }) => failures > 0) || files.length !== (await itemsOf(await job)).length) {
      await time.settle();
    }
    expect(asked.length).toBeLessThan(50);
    away = false;
    expect(await end(job)).toEqual({ written: 200 });
  });

  it('never leaves the library, whatever an older program wrote into the catalogue', async () => {
    add(1, '../outside.mp3', false);
    expect(await end(begin())).toEqual({ failed: 1 });
    expect(asked).toEqual([]);
  });
});
