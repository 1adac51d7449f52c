import 'reflect-metadata';
import { appendFileSync, cpSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { resolverLibraryV1 } from '@catalogsync/contracts';
import { audioBytes, silentWav } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LibraryHarness } from './library-harness.js';

// Real here: inotify on real folders, real tagged files, SQLite, gRPC over a Unix socket.

type Batch = readonly resolverLibraryV1.ChangedFolder[];

let library: LibraryHarness;
let watched: resolverLibraryV1.WatchedFolder[];
let batches: Batch[];
let leave: AbortController;
let reading: Promise<void>;

beforeEach(async () => {
  library = new LibraryHarness();
  for (const [at, album] of ['a/one', 'a/two', 'b/three'].entries())
    for (const seed of [1, 2]) library.write(`${album}/${seed}.wav`, silentWav(10 * at + seed));
  await library.start();
  await library.scan();
  [watched, batches, leave] = [[], [], new AbortController()];
  const begun = Promise.withResolvers<void>();
  reading = read(begun.resolve).catch(() => undefined);
  await begun.promise;
});

afterEach(async () => {
  leave.abort();
  await reading;
  await library.dispose();
});

async function read(begun: () => void): Promise<void> {
  for await (const news of library.library.watchLibrary({}, { deadlineMs: 120_000, signal: leave.signal })) {
    if (news.folders.length > 0) batches.push(news.folders);
    if (news.watched.length === 0) continue;
    watched = news.watched;
    begun();
  }
}

async function nextBatch(): Promise<Batch> {
  while (batches.length === 0) await sleep(20);
  return batches.shift() ?? [];
}

/** What a scan of the next batch finds. */
async function scanOfNext(): Promise<resolverLibraryV1.ChangedFolder[]> {
  const batch = [...(await nextBatch())];
  await library.scanFolders(...batch);
  return batch;
}

const pathsOf = (batch: Batch): string[] => batch.map(({ path }) => path.slice(library.music.length + 1)).sort();

describe('when the library folders are watched', () => {
  it('says so, and nothing else as long as nothing happens', async () => {
    expect(watched).toEqual([{ path: library.music, mode: 2, reason: '', folders: 6 }]);
    expect((await library.library.getWatch({}, { deadlineMs: 5_000 })).watched).toEqual(watched);
    writeFileSync(library.path('a/one/notes.txt'), 'no music');
    writeFileSync(library.path('a/one/.hidden.wav'), 'no music');
    mkdirSync(library.path('a/.trash'));
    await sleep(4_000);
    expect(batches).toEqual([]);
    leave.abort();
    await reading;
    expect((await library.library.getWatch({}, { deadlineMs: 5_000 })).watched).toMatchObject([{ mode: 1 }]);
  });

  it('tells of files that are added, retagged, replaced, renamed, moved and removed, each with its id', async () => {
    const ids = await library.ids();
    const began = performance.now();
    writeFileSync(library.path('a/one/3.flac'), await audioBytes({ ext: 'flac', tags: { title: 'Drei', artist: 'Somebody' } }));
    expect(pathsOf(await scanOfNext())).toEqual(['a/one']);
    expect(performance.now() - began).toBeLessThan(8_000);
    const added = (await library.ids())['a/one/3.flac'];
    // Written aside and renamed over it, as most programs save a file.
    writeFileSync(library.path('a/one/3.tmp'), await audioBytes({ ext: 'flac', tags: { title: 'Vier', artist: 'Somebody' } }));
    renameSync(library.path('a/one/3.tmp'), library.path('a/one/3.flac'));
    await scanOfNext();
    expect((await library.ids())['a/one/3.flac']).toBe(added);
    renameSync(library.path('a/one/1.wav'), library.path('b/three/moved.wav'));
    rmSync(library.path('a/two/2.wav'));
    expect(pathsOf(await scanOfNext())).toEqual(['a/one', 'a/two', 'b/three']);
    const after = await library.ids();
    expect(after['b/three/moved.wav']).toBe(ids['a/one/1.wav']);
    expect(Object.keys(after).sort()).toEqual([
      ...['a/one/2.wav', 'a/one/3.flac', 'a/two/1.wav'],
      ...['b/three/1.wav', 'b/three/2.wav', 'b/three/moved.wav'],
    ]);
  });

  it('tells of lyrics and covers that come, change and go', async () => {
    for (const name of ['a/one/1.lrc', 'a/two/cover.jpg', 'b/three/Folder.PNG']) {
      const [folder] = name.split(/\/[^/]*$/);
      for (const text of ['one', 'another']) {
        writeFileSync(library.path(name), text);
        expect(pathsOf(await nextBatch())).toEqual([folder]);
      }
      rmSync(library.path(name));
      expect(pathsOf(await nextBatch())).toEqual([folder]);
    }
  }, 120_000);

  it('tells of folders that come, move and go, and watches what is in them', async () => {
    const ids = await library.ids();
    cpSync(library.path('b/three'), join(library.home, 'new'), { recursive: true });
    writeFileSync(join(library.home, 'new/9.wav'), silentWav(90));
    renameSync(join(library.home, 'new'), library.path('new'));
    await scanOfNext();
    expect(Object.keys(await library.ids())).toContain('new/9.wav');
    writeFileSync(library.path('new/10.wav'), silentWav(91));
    expect(pathsOf(await scanOfNext())).toEqual(['new']);
    renameSync(library.path('a'), library.path('b/a'));
    await scanOfNext();
    expect((await library.ids())['b/a/one/1.wav']).toBe(ids['a/one/1.wav']);
    library.write('b/a/one/7.wav', silentWav(70));
    expect(pathsOf(await scanOfNext())).toEqual(['b/a/one']);
    rmSync(library.path('b/a'), { recursive: true });
    await scanOfNext();
    // Those of new/ that are copies are the same tracks as in b/three.
    expect(Object.keys(await library.ids()).sort()).toEqual(['b/three/1.wav', 'b/three/2.wav', 'new/10.wav', 'new/9.wav']);
  });

  it('waits for a file that is still being copied, and for nothing else', async () => {
    const whole = silentWav(60, 60_000);
    const part = Math.ceil(whole.length / 8);
    for (let at = 0; at < 8; at++) {
      appendFileSync(library.path('a/one/slow.wav'), whole.subarray(at * part, (at + 1) * part));
      if (at === 1) writeFileSync(library.path('b/three/quick.wav'), silentWav(61));
      await sleep(900);
      expect(batches.flat().map(({ path }) => path)).not.toContain(library.path('a/one'));
    }
    expect(pathsOf(await scanOfNext())).toEqual(['b/three']);
    expect(pathsOf(await scanOfNext())).toEqual(['a/one']);
    expect((await library.files()).find(({ locator }) => locator === 'a/one/slow.wav')?.fileSizeBytes).toBe(whole.length);
  });

  it('tells once of a thousand files that are dropped at once', async () => {
    mkdirSync(library.path('many'));
    for (let seed = 0; seed < 1_000; seed++) library.write(`many/${seed % 10}/${seed}.wav`, silentWav(1_000 + seed));
    await scanOfNext();
    expect((await library.files()).length).toBe(1_006);
    await sleep(3_000);
    expect(batches).toEqual([]);
  }, 60_000);

  it('watches again a library folder that was away, and keeps its tracks meanwhile', async () => {
    renameSync(library.music, join(library.home, 'away'));
    await scanOfNext();
    expect((await library.files()).length).toBe(6);
    renameSync(join(library.home, 'away'), library.music);
    library.write('a/one/8.wav', silentWav(80));
    await scanOfNext();
    if (!Object.hasOwn(await library.ids(), 'a/one/8.wav')) await scanOfNext();
    expect((await library.files()).length).toBe(7);
    library.write('a/two/8.wav', silentWav(81));
    utimesSync(library.path('a/two/8.wav'), new Date(), new Date());
    expect(pathsOf(await scanOfNext())).toEqual(['a/two']);
  }, 60_000);
});
