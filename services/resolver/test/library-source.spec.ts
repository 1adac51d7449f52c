import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FixtureTags, silentWav, writeAudio } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { findFiles, pendingFiles } from '../src/adapters/sqlite/library-index.js';
import type { FetchProgress, FetchRequest } from '../src/core/sources/fetch.js';
import { LibraryUnderTest, never } from './library-under-test.js';

describe('when a song of another platform is searched for in the library', () => {
  const under = new LibraryUnderTest();
  const songs: Record<string, FixtureTags> = {
    '01.mp3': { title: '七里香', artist: '周杰伦' },
    '02.mp3': { title: '七里香 (Live)', artist: '周杰伦' },
    '03.mp3': { title: 'Déjà Vu (feat. Somebody)', artist: 'Beyoncé' },
    '04.mp3': { title: 'The Sound of Silence', artist: 'Simon & Garfunkel' },
    '05.mp3': { title: 'Hello', artist: 'Adele' },
    '06.mp3': { title: 'Hello', artist: 'Lionel Richie' },
    '07.mp3': { title: 'Everlasting Wonders of Springtime', artist: 'The Misspelt' },
    '08.mp3': { title: '夜曲 (Nocturne)', artist: 'Jay Chou 周杰伦' },
  };
  beforeAll(async () => {
    await under.open();
    let frequency = 200;
    for (const [path, tags] of Object.entries(songs)) {
      frequency += 20;
      await writeAudio(join(under.music, path), { tags, frequency });
    }
    await under.scan();
  });
  afterAll(() => under.close());
  const found = async (...of: Parameters<LibraryUnderTest['search']>) => (await under.search(...of)).map(({ track }) => track.name);

  it.each([
    ['traditional characters', { title: '七里香', artists: ['周杰倫'] }, '七里香'],
    ['the wanted version', { title: '七里香 - Live', artists: ['周杰伦'] }, '七里香 (Live)'],
    ['names without diacritics, other credits', { title: 'Deja Vu', artists: ['Beyonce', 'Somebody'] }, 'Déjà Vu (feat. Somebody)'],
    ['a credit that is split differently', { title: 'The Sound of Silence', artists: ['Simon', 'Garfunkel'] }, 'The Sound of Silence'],
    ['a title that another artist has too', { title: 'Hello', artists: ['Lionel Richie'] }, 'Hello'],
    [
      'a misspelt title',
      { title: 'Everlasting Wonders of Springtme', artists: ['The Misspelt'], durationMs: 1000 },
      'Everlasting Wonders of Springtime',
    ],
    ['a translated title, one of two names', { title: 'Nocturne', artists: ['Jay Chou'] }, '夜曲 (Nocturne)'],
  ])('finds it by %s', async (_, target, title) => {
    const [first] = await under.search(target);
    expect(first?.track.name).toBe(title);
    expect(first?.audio).toMatchObject({ ext: 'mp3', fileSizeBytes: expect.any(Number) });
    if (title === 'Hello') expect(first?.track.artists).toEqual([{ remoteId: undefined, name: 'Lionel Richie' }]);
  });

  it('finds nothing for the same title by another artist, for punctuation or for empty text', async () => {
    expect(await under.search({ title: '七里香', artists: ['林俊杰'] })).toEqual([]);
    expect(await found({ title: '!?', artists: [] }, '!? ...')).toEqual([]);
    expect(await found({ title: '', artists: [] }, '')).toEqual([]);
    expect(await found({ title: '%', artists: ["'; DROP TABLE library_files"] }, '*'.repeat(1000))).toEqual([]);
  });

  it.each([
    ['Adele Hello', ['Hello']],
    ['hello lionel richie', ['Hello']],
    ['Hello', ['Hello', 'Hello']],
    ['周杰倫', ['七里香', '七里香 (Live)', '夜曲 (Nocturne)']],
    ['周杰伦 - 七里香', ['七里香', '七里香 (Live)']],
  ])('finds %s as a person types it', async (words, titles) => {
    expect((await found({ title: words }, words)).toSorted()).toEqual(titles.toSorted());
  });

  it('finds renamed and new files after the next scan', async () => {
    const copy = join(under.music, '01.mp3');
    await writeAudio(copy, { tags: { title: 'Renamed', artist: 'Somebody Else' }, frequency: 220 });
    await writeAudio(join(under.music, '09.mp3'), { tags: { title: 'Brand New', artist: 'Newcomer' }, frequency: 990 });
    await under.scan();
    expect(await found({ title: 'Renamed', artists: ['Somebody Else'] })).toEqual(['Renamed']);
    expect(await found({ title: 'Brand New', artists: ['Newcomer'] })).toEqual(['Brand New']);
    expect(await found({ title: '七里香', artists: ['周杰伦'] })).toEqual(['七里香 (Live)']);
    rmSync(join(under.music, '09.mp3'));
    expect(await found({ title: 'Brand New', artists: ['Newcomer'] })).toEqual([]);
  });

  it('uses only indexes, whatever the size of the library', () => {
    const connection = new Connection(join(under.home, 'resolver_stats.db'), { readonly: true });
    const plan = (sql: string, ...values: unknown[]) =>
      (connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]).map(({ detail }) => detail);
    const tables = (details: string[]) => details.filter((detail) => /^(SCAN|SEARCH)/.test(detail) && !detail.includes('json_each'));
    for (const details of [plan(findFiles, '["t x"]', 10), plan(`SELECT 1 ${pendingFiles} LIMIT 1`, 1)]) {
      expect(tables(details).length).toBeGreaterThan(0);
      for (const detail of tables(details)) expect(detail).toMatch(/^SEARCH .* USING /);
    }
    connection.close();
  });

  it('ends immediately when the caller has left', async () => {
    const left = AbortSignal.abort();
    await expect(under.search({ title: 'Hello', artists: ['Adele'] }, '', left)).rejects.toMatchObject({ code: 'canceled' });
  });
});

describe('when a song of the library is fetched', () => {
  const under = new LibraryUnderTest();
  const staging = () => mkdtempSync(join(under.home, 'staging-'));
  /** In memory, so that no file system can share blocks with it: a copy takes several steps. */
  let elsewhere: string;
  const path = 'one.wav';
  const bytes = silentWav(7, 3_000_000);
  beforeAll(async () => {
    await under.open();
    under.write(path, bytes);
    chmodSync(join(under.music, path), 0o444);
    await under.scan();
    elsewhere = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : under.home, 'library-source-'));
  });
  afterAll(async () => {
    await under.close();
    rmSync(elsewhere, { recursive: true, force: true });
  });
  const fetch = async (folder: string, more: { report?: FetchRequest['report']; signal?: AbortSignal } = {}) => {
    const request = { fetchKey: await under.idOf(path), stagingFolder: folder, maxBytes: 1e9, report: more.report ?? (() => undefined) };
    return under.source.fetcher!.fetchTrack(request, more.signal ?? never);
  };

  it('returns a writable copy, and the original stays unchanged', async () => {
    const file = join(under.music, path);
    const before = statSync(file);
    const fetched = await fetch(staging());
    truncateSync(fetched.path, 10);
    writeFileSync(fetched.path, 'tagged');
    expect(statSync(fetched.path)).toMatchObject({ nlink: 1, mode: 0o100640 });
    expect(readFileSync(file).equals(bytes)).toBe(true);
    const { ino, mtimeMs, nlink, mode } = before;
    expect(statSync(file)).toMatchObject({ ino, mtimeMs, nlink, mode });
  });

  it('ends after the step in which the caller leaves, with no partial file', async () => {
    await expect(fetch(elsewhere, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'canceled' });
    const controller = new AbortController();
    const steps: number[] = [];
    const report = ({ bytesDone }: FetchProgress) => {
      steps.push(bytesDone);
      controller.abort();
    };
    await expect(fetch(elsewhere, { signal: controller.signal, report })).rejects.toMatchObject({ code: 'canceled' });
    expect(steps).toHaveLength(1);
    expect(steps[0]).toBeLessThan(bytes.length);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('refuses a file that changes while it is being copied', async () => {
    const file = join(under.music, path);
    chmodSync(file, 0o644);
    const steps: number[] = [];
    const report = ({ bytesDone }: FetchProgress) => {
      if (steps.length === 0) writeFileSync(file, 'more', { flag: 'a' });
      steps.push(bytesDone);
    };
    await expect(fetch(elsewhere, { report })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'the file changed while it was copied',
    });
    expect(steps[0]).toBeLessThan(bytes.length);
    expect(readdirSync(elsewhere)).toEqual([]);
    writeFileSync(file, bytes);
    expect(readFileSync((await fetch(elsewhere)).path).equals(bytes)).toBe(true);
  });
});
