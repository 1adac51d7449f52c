import 'reflect-metadata';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { silentWav } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LibraryHarness } from './library-harness.js';

// Real here: files and links on disk, SQLite, gRPC over a Unix socket. The clock stands still within a scan.
let library: LibraryHarness;

beforeEach(async () => {
  library = new LibraryHarness();
  await library.start();
});
afterEach(() => library.dispose());

const nothing = { added: 0, changed: 0, moved: 0, removed: 0 };

describe('when nothing changed since the last scan', () => {
  it('opens no file and changes no version', async () => {
    for (let seed = 1; seed <= 5; seed++) library.write(`a/${seed}.wav`, silentWav(seed));
    expect(await library.scan()).toMatchObject({ files: 5, added: 5 });
    // The content is swapped but its time kept: only opening the file would reveal it.
    const mtime = new Date(1_700_000_000_000);
    utimesSync(library.path('a/1.wav'), mtime, mtime);
    await library.scan();
    const before = await library.playlists();
    writeFileSync(library.path('a/1.wav'), silentWav(99));
    utimesSync(library.path('a/1.wav'), mtime, mtime);
    const ids = await library.ids();
    expect(await library.scan()).toMatchObject({ files: 5, ...nothing });
    expect(await library.ids()).toEqual(ids);
    expect((await library.playlists()).map((playlist) => playlist.version)).toEqual(before.map((playlist) => playlist.version));
  });
});

describe('when files come and go', () => {
  it('counts new, changed and removed files', async () => {
    for (let seed = 1; seed <= 3; seed++) library.write(`${seed}.wav`, silentWav(seed));
    await library.scan();
    const ids = await library.ids();
    library.write('4.wav', silentWav(4));
    library.write('1.wav', silentWav(11, 200));
    rmSync(library.path('2.wav'));
    expect(await library.scan()).toMatchObject({ files: 3, added: 1, changed: 1, moved: 0, removed: 1 });
    expect((await library.ids())['1.wav']).toBe(ids['1.wav']);
    expect((await library.ids())['2.wav']).toBeUndefined();
  });

  it('gives a removed file its old id when it returns, even elsewhere', async () => {
    library.write('1.wav', silentWav(1));
    library.write('2.wav', silentWav(2));
    await library.scan();
    const ids = await library.ids();
    library.write('1.wav', silentWav(10, 150));
    await library.scan();
    rmSync(library.path('1.wav'));
    expect(await library.scan()).toMatchObject({ removed: 1 });
    library.write('deep/er.wav', silentWav(10, 150));
    expect(await library.scan()).toMatchObject({ added: 1 });
    expect((await library.ids())['deep/er.wav']).toBe(ids['1.wav']);
  });
});

describe('when files are moved', () => {
  it('keeps their ids, whether renamed or copied and removed', async () => {
    library.write('a/1.wav', silentWav(1));
    library.write('a/2.wav', silentWav(2));
    await library.scan();
    const ids = await library.ids();
    mkdirSync(library.path('b'));
    renameSync(library.path('a/1.wav'), library.path('b/one.wav'));
    writeFileSync(library.path('b/two.wav'), readFileSync(library.path('a/2.wav')));
    rmSync(library.path('a/2.wav'));
    expect(await library.scan()).toMatchObject({ files: 2, added: 0, changed: 0, moved: 2, removed: 0 });
    expect(await library.ids()).toEqual({ 'b/one.wav': ids['a/1.wav'], 'b/two.wav': ids['a/2.wav'] });
  });

  it('keeps ids when every file in a folder takes the name of the next', async () => {
    for (let seed = 1; seed <= 4; seed++) library.write(`0${seed}.wav`, silentWav(seed));
    await library.scan();
    const ids = await library.ids();
    for (let seed = 4; seed >= 1; seed--) renameSync(library.path(`0${seed}.wav`), library.path(`0${seed + 1}.wav`));
    library.write('01.wav', silentWav(9));
    expect(await library.scan()).toMatchObject({ files: 5, added: 1, removed: 0, changed: 0 });
    const after = await library.ids();
    for (let seed = 1; seed <= 4; seed++) expect(after[`0${seed + 1}.wav`]).toBe(ids[`0${seed}.wav`]);
    expect(Object.values(ids)).not.toContain(after['01.wav']);
  });

  it('keeps ids when files of one size and one time swap names', async () => {
    const written = new Date('2026-01-02T03:04:05Z');
    for (const seed of [1, 2]) library.write(`0${seed}.wav`, silentWav(seed));
    for (const name of ['01.wav', '02.wav']) utimesSync(library.path(name), written, written);
    await library.scan();
    const ids = await library.ids();
    for (const [from, to] of [
      ['01', 'aside'],
      ['02', '01'],
      ['aside', '02'],
    ])
      renameSync(library.path(`${from}.wav`), library.path(`${to}.wav`));
    expect(await library.scan()).toMatchObject({ files: 2, added: 0, removed: 0, changed: 0, moved: 2 });
    expect(await library.ids()).toEqual({ '01.wav': ids['02.wav'], '02.wav': ids['01.wav'] });
  });

  it('swaps the ids of two files that swap names', async () => {
    library.write('a.wav', silentWav(1));
    library.write('b.wav', silentWav(2));
    await library.scan();
    const ids = await library.ids();
    renameSync(library.path('a.wav'), library.path('c.wav'));
    renameSync(library.path('b.wav'), library.path('a.wav'));
    renameSync(library.path('c.wav'), library.path('b.wav'));
    const stamp = new Date();
    for (const name of ['a.wav', 'b.wav']) utimesSync(library.path(name), stamp, stamp);
    expect(await library.scan()).toMatchObject({ files: 2, moved: 2, changed: 0 });
    expect(await library.ids()).toEqual({ 'a.wav': ids['b.wav'], 'b.wav': ids['a.wav'] });
  });
});

describe('when the side database is lost', () => {
  it('gives every file its old id and every playlist its old id and version again', async () => {
    for (let seed = 1; seed <= 4; seed++) library.write(`x/${seed}.wav`, silentWav(seed));
    library.write('x/mix.m3u', '1.wav\n3.wav\n');
    await library.scan();
    const [ids, playlists] = [await library.ids(), await library.playlists()];
    await library.stop();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(library.home, `resolver_stats.db${suffix}`), { force: true });
    await library.start();
    expect(await library.files()).toEqual([]);
    await library.scan();
    expect(await library.ids()).toEqual(ids);
    expect(await library.playlists()).toEqual(playlists);
  });
});

describe('when two files have the same content', () => {
  it('lists one track, names the other as its duplicate, and promotes it when the first is removed', async () => {
    library.write('a/1.wav', silentWav(1));
    library.write('b/copy.wav', silentWav(1));
    library.write('b/other.wav', silentWav(2));
    const summary = await library.scan();
    expect(summary).toMatchObject({ files: 3, duplicateCount: 1, problemCount: 0 });
    expect(summary.duplicates).toEqual([{ path: library.path('b/copy.wav'), sameAs: library.path('a/1.wav') }]);
    const ids = await library.ids();
    expect(Object.keys(ids).sort()).toEqual(['a/1.wav', 'b/other.wav']);
    expect((await library.changes()).tracks).toHaveLength(2);
    expect(await library.scan()).toMatchObject({ duplicateCount: 1, ...nothing });
    rmSync(library.path('a/1.wav'));
    expect(await library.scan()).toMatchObject({ files: 2, duplicateCount: 0, removed: 1 });
    expect((await library.ids())['b/copy.wav']).toBe(ids['a/1.wav']);
  });
});

describe('when a folder is unreachable', () => {
  it('keeps everything in a root that is missing or suddenly empty, and reports it', async () => {
    library.write('1.wav', silentWav(1));
    library.write('list.m3u', '1.wav');
    await library.scan();
    const [ids, playlists] = [await library.ids(), await library.playlists()];
    renameSync(library.music, `${library.music}-away`);
    for (const prepare of [() => undefined, () => mkdirSync(library.music)]) {
      prepare();
      const summary = await library.scan();
      expect(summary).toMatchObject({ files: 1, ...nothing, problemCount: 1, problems: [{ path: library.music }] });
      expect([await library.ids(), await library.playlists()]).toEqual([ids, playlists]);
    }
    rmSync(library.music, { recursive: true });
    renameSync(`${library.music}-away`, library.music);
    expect(await library.scan()).toMatchObject({ files: 1, ...nothing, problemCount: 0 });
  });

  describe('for lack of permission', () => {
    const asRoot = process.getuid?.() === 0;
    const nobody = 65534;
    afterEach(() => {
      if (asRoot) process.seteuid?.(0);
      chmodSync(library.path('closed'), 0o755);
    });

    it('keeps what lies below it, and reports it', async () => {
      library.write('open/1.wav', silentWav(1));
      library.write('closed/2.wav', silentWav(2));
      await library.scan();
      const ids = await library.ids();
      chmodSync(library.path('closed'), 0);
      // root reads everything, so the scan runs as a user who may not.
      if (asRoot) {
        for (const path of ['.', ...readdirSync(library.home)]) chownSync(join(library.home, path), nobody, nobody);
        process.seteuid?.(nobody);
      }
      expect(() => readdirSync(library.path('closed'))).toThrow('EACCES');
      const summary = await library.scan();
      if (asRoot) process.seteuid?.(0);
      expect(summary).toMatchObject({
        files: 2,
        ...nothing,
        problems: [{ path: library.path('closed'), reason: expect.stringContaining('permission denied') }],
      });
      expect(await library.ids()).toEqual(ids);
      chmodSync(library.path('closed'), 0o755);
      expect(await library.scan()).toMatchObject({ files: 2, ...nothing, problemCount: 0 });
    });
  });

  it('forgets a root that is no longer configured', async () => {
    library.write('1.wav', silentWav(1));
    mkdirSync(join(library.home, 'other'));
    writeFileSync(join(library.home, 'other/2.wav'), silentWav(2));
    await library.restart([library.music, join(library.home, 'other')]);
    expect(await library.scan()).toMatchObject({ files: 2 });
    await library.restart([library.music]);
    expect(await library.scan()).toMatchObject({ files: 1, removed: 1, problemCount: 0 });
  });
});

describe('when roots overlap or links form a cycle', () => {
  it('lists each file once', async () => {
    library.write('a/b/1.wav', silentWav(1));
    library.write('a/2.wav', silentWav(2));
    library.write('3.wav', silentWav(3));
    symlinkSync('..', library.path('a/up'));
    symlinkSync('a', library.path('again'));
    symlinkSync(library.music, join(library.home, 'alias'));
    await library.restart([library.music, library.path('a/b'), join(library.home, 'alias'), library.music]);
    const summary = await library.scan();
    expect(summary).toMatchObject({ files: 3, duplicateCount: 0 });
    expect((await library.files()).map((file) => `${file.rootPath}:${file.locator}`).sort()).toEqual(
      [`${library.music}:3.wav`, `${library.music}:a/2.wav`, `${library.path('a/b')}:1.wav`].sort(),
    );
    expect(new Set((await library.files()).map((file) => file.backendName)).size).toBe(2);
  });

  it('follows no link out of its roots, and reports such links', async () => {
    mkdirSync(join(library.home, 'secret'));
    writeFileSync(join(library.home, 'secret/s.wav'), silentWav(7));
    library.write('1.wav', silentWav(1));
    symlinkSync(join(library.home, 'secret'), library.path('out'));
    symlinkSync(join(library.home, 'secret/s.wav'), library.path('out.wav'));
    symlinkSync('nowhere.wav', library.path('dead.wav'));
    const summary = await library.scan();
    expect(summary.files).toBe(1);
    expect(summary.problems.map((problem) => problem.path).sort()).toEqual(
      ['dead.wav', 'out', 'out.wav'].map((name) => library.path(name)),
    );
  });

  it('skips hidden and system folders, and other kinds of files', async () => {
    for (const folder of ['.hidden', '@eaDir', '#recycle', '.Trash-1000', 'lost+found', '$RECYCLE.BIN', 'a/@eaDir'])
      library.write(`${folder}/x.wav`, silentWav(5));
    library.write('._1.wav', silentWav(6));
    library.write('cover.jpg', 'no music');
    library.write('a/1.wav', silentWav(1));
    expect(await library.scan()).toMatchObject({ files: 1, problemCount: 0 });
  });
});

describe('when names are unusual', () => {
  it('lists them as they are and reports those that are not UTF-8', async () => {
    const names = ['周杰伦 - 七里香.wav', 'a\nb.wav', 'it\'s 100% "fine".wav', 'e\u0301.wav', `${'x'.repeat(240)}.wav`, '😀.WAV'];
    for (const [index, name] of names.entries()) library.write(name, silentWav(index + 1));
    writeFileSync(Buffer.concat([Buffer.from(`${library.music}/`), Buffer.from([0xb5, 0xe7]), Buffer.from('.wav')]), silentWav(50));
    const summary = await library.scan();
    expect(summary).toMatchObject({ files: names.length, problemCount: 1 });
    expect(Object.keys(await library.ids()).sort()).toEqual([...names].sort());
  });
});

describe('when a scan runs', () => {
  it('refuses a second one, and completes', async () => {
    for (let seed = 1; seed <= 300; seed++) library.write(`${seed}.wav`, silentWav(seed));
    const first = library.scan();
    const second = library.scan();
    const results = await Promise.allSettled([first, second]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: 'failed_precondition', retry: 'later' } });
    expect(await library.files()).toHaveLength(300);
  });

  it('leaves the old view when interrupted, and resumes where it stopped', async () => {
    library.write('old.wav', silentWav(1));
    await library.scan();
    for (let seed = 2; seed <= 1500; seed++) library.write(`new/${seed}.wav`, silentWav(seed));
    let seen = 0;
    for await (const step of library.client.scanLibrary({}, { deadlineMs: 60_000 })) {
      seen = step.progress?.filesRead ?? seen;
      if (seen >= 200) break;
    }
    expect(Object.keys(await library.ids())).toEqual(['old.wav']);
    await library.restart();
    expect(Object.keys(await library.ids())).toEqual(['old.wav']);
    let readAgain = 0;
    for await (const step of library.client.scanLibrary({}, { deadlineMs: 60_000 })) {
      readAgain = Math.max(readAgain, step.progress?.filesRead ?? 0);
      if (step.summary) expect(step.summary).toMatchObject({ files: 1500, added: 1499 });
    }
    expect(readAgain).toBeLessThanOrEqual(1499 - 200);
  });

  it('ends soon when the service stops', async () => {
    for (let seed = 1; seed <= 2000; seed++) library.write(`${seed}.wav`, silentWav(seed));
    const steps = library.client.scanLibrary({}, { deadlineMs: 60_000 })[Symbol.asyncIterator]();
    await steps.next();
    const scan = (async () => {
      while (!(await steps.next()).done);
    })();
    scan.catch(() => undefined);
    const begun = performance.now();
    await library.stop();
    expect(performance.now() - begun).toBeLessThan(3000);
    await expect(scan).rejects.toMatchObject({ code: expect.stringMatching(/canceled|unavailable/) });
    expect(existsSync(join(library.home, 'resolver_stats.db'))).toBe(true);
  });
});

describe('when a file has grown since the last scan', () => {
  it('lists it, counted as changed', async () => {
    library.write('1.wav', silentWav(1));
    await library.scan();
    appendFileSync(library.path('1.wav'), Buffer.alloc(10));
    expect(await library.scan()).toMatchObject({ files: 1, changed: 1 });
  });
});
