import 'reflect-metadata';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { audioBytes, requireProgram } from '@catalogsync/testkit';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LibraryHarness } from './library-harness.js';

// Real here: files on disk, ffmpeg's tags, SQLite, gRPC over a Unix socket.
const suite = requireProgram('ffmpeg') ? describe : describe.skip;

/** A letter for the audio and a digit for the tags. */
const contents = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'B1', 'B2'] as const;
type Content = (typeof contents)[number];

const bytes = new Map<Content, Buffer>();
const halfLength = 20;
/** A look at all that changed. */
const scanAll = { kind: 'scan', nth: 0, all: true } as const;
let library: LibraryHarness;

beforeAll(async () => {
  for (const content of contents) {
    const frequency = content.startsWith('A') ? 300 : 900;
    bytes.set(content, await audioBytes({ ext: 'flac', duration: 0.1, frequency, tags: { title: content, artist: content } }));
  }
});

beforeEach(async () => {
  library = new LibraryHarness();
  await library.start();
  // A library without any music is taken for an unmounted one.
  library.write('always/here.flac', await audioBytes({ ext: 'flac', duration: 0.1, frequency: 50, tags: { title: 'here', artist: 'Z' } }));
});
afterEach(() => library.dispose());

const write = (path: string, content: Content): void => library.write(path, bytes.get(content) ?? '');

/** The ids of the songs by what their tags say. */
async function songs(): Promise<Record<string, string>> {
  return Object.fromEntries((await library.changes()).tracks.map(({ name, remoteId }) => [name, remoteId]));
}

async function afterCopying(): Promise<string | undefined> {
  write('a/1.flac', 'A1');
  mkdirSync(library.path('b'));
  copyFileSync(library.path('a/1.flac'), library.path('b/copy.flac'));
  await library.scan();
  return (await songs()).A1;
}

suite('when one change is seen in parts', () => {
  it.each([
    ['a', 'b'],
    ['b', 'a'],
  ])('a copy is deleted and the file tagged anew: the song stays, whether %s or %s is scanned first', async (first, second) => {
    const id = await afterCopying();
    rmSync(library.path('b/copy.flac'));
    write('a/1.flac', 'A2');
    await library.scanFolders(first);
    await library.scanFolders(second);
    expect(await songs()).toEqual({ here: expect.any(String), A2: id });
  });

  it.each([
    ['a', 'b'],
    ['b', 'a'],
  ])('a file is moved and tagged anew: the song stays, whether %s or %s is scanned first', async (first, second) => {
    write('a/1.flac', 'A1');
    await library.scan();
    const { A1: id } = await songs();
    rmSync(library.path('a/1.flac'));
    write('b/other.flac', 'A2');
    await library.scanFolders(first);
    await library.scanFolders(second);
    expect(await songs()).toEqual({ here: expect.any(String), A2: id });
  });

  it.each([halfLength, 4_000])(
    'a file is caught half-written, with its first %s bytes, while it is tagged anew: the song is back once it is whole',
    async (length) => {
      const id = await afterCopying();
      rmSync(library.path('b/copy.flac'));
      library.write('a/1.flac', bytes.get('A2')?.subarray(0, length) ?? '');
      await library.scanFolders('a');
      write('a/1.flac', 'A2');
      await library.scanFolders('a');
      expect(await songs()).toEqual({ here: expect.any(String), A2: id });
      await library.scanFolders('b');
      expect(await songs()).toEqual({ here: expect.any(String), A2: id });
    },
  );

  it('of two songs with the same audio that are gone, a file with new tags is the one that was there last', async () => {
    write('a/1.flac', 'A1');
    await library.scan();
    write('b/1.flac', 'A2');
    await library.scan();
    const { A1: id } = await songs();
    rmSync(library.path('b/1.flac'));
    await library.scanFolders('b');
    rmSync(library.path('a/1.flac'));
    await library.scanFolders('a');
    write('c/1.flac', 'A3');
    await library.scanFolders('c');
    expect(await songs()).toEqual({ here: expect.any(String), A3: id });
  });

  it('a copy is damaged: the other file keeps the song, and the copy is it again once it is whole', async () => {
    const id = await afterCopying();
    library.write('b/copy.flac', bytes.get('A1')?.subarray(0, halfLength) ?? '');
    expect(await library.scanFolders('b')).toMatchObject({ files: 2, problemCount: 1 });
    expect(await songs()).toEqual({ here: expect.any(String), A1: id });
    write('b/copy.flac', 'A1');
    rmSync(library.path('a/1.flac'));
    await library.scanFolders('a', 'b');
    expect(await songs()).toEqual({ here: expect.any(String), A1: id });
  });

  it('looks no further as long as the copy is in its place', async () => {
    const id = await afterCopying();
    write('a/1.flac', 'A2');
    write('b/new.flac', 'B1');
    await library.scanFolders('a');
    expect(await songs()).toEqual({ here: expect.any(String), A1: id, A2: expect.any(String) });
  });
});

suite('when files are added, copied, tagged, moved and deleted, and folders scanned in any order and parts', () => {
  const folders = ['a', 'b', 'c/d'] as const;
  const path = fc.constantFrom(...folders.map((folder) => `${folder}/1.flac`));
  const content = fc.constantFrom(...contents);
  const change = fc.oneof(
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('write' as const, 'half' as const), path, content }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('copy' as const), path, to: path }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('move' as const, 'moveAndTag' as const), path, to: path }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('remove' as const, 'tag' as const), path }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('scan' as const), nth: fc.nat(2), all: fc.boolean() }) },
  );
  const begin = [{ kind: 'write', path: 'a/1.flac', content: 'A1' }, { kind: 'copy', path: 'a/1.flac', to: 'b/1.flac' }, scanAll] as const;
  type Change = Exclude<typeof change extends fc.Arbitrary<infer T> ? T : never, { kind: 'scan' }>;

  /** Without anything remembered. */
  async function beginAnew(): Promise<void> {
    await library.stop();
    for (const folder of folders) rmSync(library.path(folder), { recursive: true, force: true });
    for (const end of ['', '-wal', '-shm']) rmSync(join(library.home, `resolver_stats.db${end}`), { force: true });
    await library.start();
  }

  /** Gives a file other tags, mostly those that no file had. */
  function tag(path: string): string[] {
    const now = readFileSync(library.path(path));
    const at = contents.findIndex((content) => bytes.get(content)?.equals(now));
    const others = contents.filter((content) => content.startsWith(contents[at]?.slice(0, 1) ?? 'none'));
    if (at < 0) return [];
    write(path, others[(at + 1) % others.length] ?? 'A1');
    return [dirname(path)];
  }

  /** Returns the folders that have changed. */
  function take(change: Change): string[] {
    const at = library.path(change.path);
    if ('to' in change && (!existsSync(at) || change.path === change.to)) return [];
    switch (change.kind) {
      case 'tag':
        return existsSync(at) ? tag(change.path) : [];
      case 'moveAndTag':
        return [...take({ ...change, kind: 'move' }), ...tag(change.to)];
      case 'write':
        write(change.path, change.content);
        return [dirname(change.path)];
      case 'half':
        library.write(change.path, bytes.get(change.content)?.subarray(0, halfLength) ?? '');
        return [dirname(change.path)];
      case 'remove':
        rmSync(at, { force: true });
        return [dirname(change.path)];
      case 'copy':
      case 'move': {
        mkdirSync(dirname(library.path(change.to)), { recursive: true });
        (change.kind === 'copy' ? copyFileSync : renameSync)(at, library.path(change.to));
        return [dirname(change.path), dirname(change.to)];
      }
    }
  }

  /** What really lies in the folders. */
  const onDisk = (): Buffer[] =>
    readdirSync(library.music, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)));

  /** What was known of each audio, as long as all its files were one song. */
  class Known {
    private readonly last = new Map<string, readonly string[]>();
    private readonly idsOf = new Map<string, Set<string>>();

    /** Compares with what was there before. A damaged file holds on to its song, so a file elsewhere may be another one. */
    check(now: Record<string, string>, files: readonly Buffer[]): void {
      const isDamaged = files.some(({ length }) => length === halfLength);
      // A file that is gone says nothing, though a later scan will notice that.
      const standing = contents.filter((content) => now[content] !== undefined && files.some((file) => bytes.get(content)?.equals(file)));
      const audios = Map.groupBy(standing, (content) => content.slice(0, 1));
      for (const [audio, there] of audios) {
        const [id, ...others] = this.last.get(audio) ?? [];
        // Content that comes back is what it was, even if that was another song.
        const isBack = isDamaged || there.some((content) => [...(this.idsOf.get(content) ?? [])].some((earlier) => earlier !== id));
        const ids = there.map((content) => now[content] ?? '');
        if (id !== undefined && others.length === 0 && !isBack) expect([audio, ids]).toEqual([audio, expect.arrayContaining([id])]);
        this.last.set(audio, [...new Set(ids)]);
      }
      for (const [content, id] of Object.entries(now)) this.idsOf.set(content, (this.idsOf.get(content) ?? new Set()).add(id));
    }
  }

  it('audio that is still somewhere keeps its song, and no two contents are one song', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 14 }), async (steps) => {
        await beginAnew();
        await library.scan();
        const known = new Known();
        const pending = new Set<string>();
        for (const one of [...begin, ...steps, scanAll]) {
          if (one.kind !== 'scan') {
            for (const folder of take(one)) pending.add(folder);
            continue;
          }
          const scanned = one.all ? [...pending] : [...pending].slice(one.nth, one.nth + 1);
          if (scanned.length === 0) continue;
          await library.scanFolders(...scanned);
          for (const folder of scanned) pending.delete(folder);
          const now = await songs();
          expect(new Set(Object.values(now)).size).toBe(Object.keys(now).length);
          known.check(now, onDisk());
        }
        const [before, changes] = [await songs(), await library.scan()];
        expect(changes).toMatchObject({ added: 0, changed: 0, moved: 0, removed: 0 });
        expect(await songs()).toEqual(before);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 300_000);
});
