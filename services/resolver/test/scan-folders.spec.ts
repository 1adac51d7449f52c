import 'reflect-metadata';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { silentWav } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LibraryHarness } from './library-harness.js';

// Real here: files on disk, SQLite, gRPC over a Unix socket.
let library: LibraryHarness;

beforeEach(async () => {
  library = new LibraryHarness();
  await library.start();
});
afterEach(() => library.dispose());

const nothing = { added: 0, changed: 0, moved: 0, removed: 0 };

async function threeAlbums(): Promise<Record<string, string>> {
  for (const [at, album] of ['a/one', 'a/two', 'b/three'].entries())
    for (const seed of [1, 2]) library.write(`${album}/${seed}.wav`, silentWav(10 * at + seed));
  await library.scan();
  return library.ids();
}

describe('when only some folders are scanned', () => {
  it('brings these up to date and leaves the others as they were', async () => {
    const ids = await threeAlbums();
    library.write('a/one/3.wav', silentWav(50));
    library.write('b/three/3.wav', silentWav(51));
    rmSync(library.path('a/two/1.wav'));
    expect(await library.scanFolders('a/one')).toMatchObject({ files: 7, ...nothing, added: 1 });
    expect(await library.ids()).toMatchObject(ids);
    expect(await library.scanFolders('a')).toMatchObject({ files: 6, ...nothing, removed: 1 });
    expect(await library.scan()).toMatchObject({ files: 7, ...nothing, added: 1 });
  });

  it('does not enter the folders in one that is not whole', async () => {
    const ids = await threeAlbums();
    library.write('a/loose.wav', silentWav(60));
    library.write('a/one/3.wav', silentWav(61));
    expect(await library.scanFolders({ path: library.path('a'), whole: false })).toMatchObject({ ...nothing, added: 1 });
    expect(Object.keys(await library.ids())).toEqual(expect.arrayContaining(['a/loose.wav', ...Object.keys(ids)]));
  });

  it('forgets a folder that is gone, though only the one above it is named or only itself', async () => {
    await threeAlbums();
    rmSync(library.path('a/one'), { recursive: true });
    expect(await library.scanFolders({ path: library.path('a'), whole: false })).toMatchObject({ files: 4, ...nothing, removed: 2 });
    rmSync(library.path('b'), { recursive: true });
    expect(await library.scanFolders('b/three')).toMatchObject({ files: 2, ...nothing, removed: 2 });
  });

  it('keeps the ids of files and folders that move between them', async () => {
    const ids = await threeAlbums();
    renameSync(library.path('a/one/1.wav'), library.path('b/three/moved.wav'));
    mkdirSync(library.path('c'));
    renameSync(library.path('a/two'), library.path('c/two'));
    expect(await library.scanFolders('a', 'b/three', 'c')).toMatchObject({ files: 6, ...nothing, moved: 3 });
    const after = await library.ids();
    expect(after['b/three/moved.wav']).toBe(ids['a/one/1.wav']);
    expect(after['c/two/1.wav']).toBe(ids['a/two/1.wav']);
  });

  it('keeps the id of a file whose new place is scanned before its old one, or after it', async () => {
    const ids = await threeAlbums();
    renameSync(library.path('a/one/1.wav'), library.path('b/three/moved.wav'));
    renameSync(library.path('b/three/1.wav'), library.path('a/one/other.wav'));
    await library.scanFolders('b/three');
    await library.scanFolders('a/one');
    const after = await library.ids();
    expect(after['b/three/moved.wav']).toBe(ids['a/one/1.wav']);
    expect(after['a/one/other.wav']).toBe(ids['b/three/1.wav']);
  });

  it('keeps the tracks of a library folder that has become empty or is gone', async () => {
    const ids = await threeAlbums();
    for (const folder of ['a', 'b']) renameSync(library.path(folder), `${library.home}/${folder}`);
    expect(await library.scanFolders('a', 'b')).toMatchObject({ files: 6, ...nothing, problemCount: 1 });
    rmSync(library.music, { recursive: true });
    expect(await library.scanFolders('a')).toMatchObject({ files: 6, ...nothing, problemCount: 1 });
    expect(await library.ids()).toEqual(ids);
  });

  it('keeps playlist files outside them, and finds new songs of theirs', async () => {
    await threeAlbums();
    library.write('lists/all.m3u', '../a/one/1.wav\n../a/one/9.wav\n');
    await library.scanFolders('lists');
    expect(await library.titles('all')).toHaveLength(1);
    library.write('a/one/9.wav', silentWav(70));
    await library.scanFolders('a/one');
    expect(await library.titles('all')).toHaveLength(2);
  });

  it('refuses a folder outside the library by naming the library folders, and one that no scan enters', async () => {
    const elsewhere = library.scanFolders({ path: '/elsewhere', whole: true });
    await expect(elsewhere).rejects.toMatchObject({ code: 'invalid_argument', hint: expect.stringContaining(library.music) });
    await expect(library.scanFolders('.hidden')).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('lets each of several scans wait for its turn', async () => {
    await threeAlbums();
    library.write('a/one/3.wav', silentWav(80));
    const counts = await Promise.all([library.scanFolders('a'), library.scanFolders('b'), library.scan(), library.scanFolders('a/one')]);
    expect(counts.map(({ added }) => added).reduce((sum, n) => sum + n)).toBe(1);
  });
});

describe('when folders change in any way and only these are scanned', () => {
  const folder = fc.constantFrom('', 'a', 'a/x', 'a/y', 'a0', 'b', 'b/x/deep');
  const name = fc.constantFrom('1.wav', '2.wav', '~.wav');
  const step = fc.oneof(
    fc.record({ kind: fc.constant('write' as const), folder, name, seed: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('remove' as const), folder, name }),
    fc.record({ kind: fc.constant('clear' as const), folder: fc.constantFrom('a', 'a/x', 'b', 'b/x') }),
    fc.record({ kind: fc.constant('move' as const), folder, name, to: folder }),
  );
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

  /** Returns the folders to scan. */
  function take(change: Step): string[] {
    const at = (of: string, file: string): string => (of === '' ? file : `${of}/${file}`);
    switch (change.kind) {
      case 'write':
        library.write(at(change.folder, change.name), silentWav(change.seed));
        return [change.folder];
      case 'remove':
        rmSync(library.path(at(change.folder, change.name)), { force: true });
        return [change.folder];
      case 'clear':
        rmSync(library.path(change.folder), { recursive: true, force: true });
        return [change.folder];
      case 'move': {
        const from = library.path(at(change.folder, change.name));
        if (!existsSync(from) || change.folder === change.to) return [];
        mkdirSync(library.path(change.to), { recursive: true });
        renameSync(from, library.path(at(change.to, change.name)));
        return [change.folder, change.to];
      }
    }
  }

  it('a scan of the whole library finds nothing that they have missed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (rounds, whole) => {
          // A library without any music is taken for an unmounted one.
          library.write('always/here.wav', silentWav(9));
          await library.scan();
          for (const changes of rounds) {
            const folders = [...new Set(changes.flatMap(take))].map((path) => ({ path: join(library.music, path), whole }));
            if (folders.length > 0) await library.scanFolders(...folders);
          }
          const [files, ids] = [await library.files(), await library.ids()];
          const onDisk = readdirSync(library.music, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
          expect(await library.scan()).toMatchObject({ ...nothing, files: onDisk });
          expect([await library.files(), await library.ids()]).toEqual([files, ids]);
        },
      ),
      { numRuns: 25, endOnFailure: true },
    );
  }, 300_000);
});
