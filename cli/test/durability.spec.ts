import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSystemCalls, requireProgram, type SystemCall, straceOptions } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { emulatedSong, filesBelow, Product } from './product.js';

// Real here: the command as a process, files, SQLite, HTTP on loopback, and the system calls as strace saw them. Only the server
// that songs come from is emulated.
const suite = [requireProgram('ffmpeg'), requireProgram('strace', '-V')].every(Boolean) ? describe : describe.skip;

// Every call of the program is stopped twice: a slow machine takes its time.
jest.setTimeout(900_000);

const changing = 'trace=fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,pwrite64,ftruncate';
/** Long enough for a page of SQLite. */
const recorder = (file: string): string[] => ['strace', ...straceOptions, '-s', '5000', '-e', changing, '-o', file];
/** A volume without hard links, as the kernel answers there. */
const withoutLinks = (file: string): string[] => [...recorder(file), '-e', 'inject=link,linkat:error=EPERM'];

/** The calls of a trace, with the questions that the tests ask. */
class Trace {
  private readonly calls: readonly SystemCall[];

  constructor(file: string) {
    this.calls = readSystemCalls(readFileSync(file, 'utf8')).filter(({ result }) => result >= 0);
  }

  /** The first call for which this holds, after another one was over. */
  first(what: string, isIt: (call: SystemCall) => boolean, after?: SystemCall): SystemCall {
    const found = this.calls.find((call) => isIt(call) && (after === undefined || after.end < call.begin));
    if (found === undefined) throw new Error(`${what} did not happen${after === undefined ? '' : ` after ${after.name} ${after.paths}`}`);
    return found;
  }

  all(isIt: (call: SystemCall) => boolean): SystemCall[] {
    return this.calls.filter(isIt);
  }

  /** The first sync of a file or folder, after another call was over. */
  sync(path: string, after?: SystemCall): SystemCall {
    return this.first(`a sync of ${path}`, (call) => isSync(call) && call.paths[0] === path, after);
  }

  /** What gave a file or folder its name: a link or a rename. */
  naming(path: string): SystemCall {
    return this.first(`the naming of ${path}`, (call) => isNaming(call) && call.paths.at(-1) === path);
  }
}

const isSync = ({ name }: SystemCall): boolean => name === 'fsync' || name === 'fdatasync';
const isNaming = ({ name }: SystemCall): boolean => name.startsWith('link') || name.startsWith('rename');
const isBefore = (one: SystemCall, other: SystemCall): boolean => one.end < other.begin;

/** That a file named in one step was on disk before, and its folder is after; returns the sync of the folder. */
function expectNamedDurably(trace: Trace, path: string): SystemCall {
  const named = trace.naming(path);
  const [from = ''] = named.paths;
  expect({ path, synced: isBefore(trace.sync(from), named) }).toEqual({ path, synced: true });
  return trace.sync(join(path, '..'), named);
}

/** The log of the catalogue's changes. */
const catalogueLog = (): string => join(product.home, 'catalogsync.db-wal');

/** The first page written to it that names a song's file. */
const rowWritten = (trace: Trace, song: string): SystemCall =>
  trace.first(`the row of ${song}`, ({ name, paths, args }) => name === 'pwrite64' && paths[0] === catalogueLog() && args.includes(song));

let product: Product;
beforeAll(async () => {
  // Built now, so that no trace below contains a build.
  expect((await startCatalogsync(['--version']).ended).code).toBe(0);
});
afterAll(removeFolders);

/** Runs `up` under strace until it has served what it downloaded, then stops it. */
async function traceUp(base: string, under: (file: string) => string[]): Promise<Trace> {
  const file = join(base, `trace-${performance.now()}`);
  const command = product.up(under(file));
  await command.waitFor(/^Catalogue: .*$/m);
  command.child.kill('SIGINT');
  expect((await command.ended).code).toBe(0);
  return new Trace(file);
}

suite('when a song is downloaded, and its catalogue published', () => {
  const song = 'subsonic/Artist 1/Album 1/Song number 1.flac';
  let base: string;
  let trace: Trace;

  beforeAll(async () => {
    base = temporaryFolder();
    product = await Product.make(base);
    product.offer([await emulatedSong(1)]);
    trace = await traceUp(base, recorder);
  });
  afterAll(() => product.close());

  /** The first page of its row, and the sync that commits it. */
  const recorded = (): { written: SystemCall; committed: SystemCall } => {
    const written = rowWritten(trace, song);
    return { written, committed: trace.sync(catalogueLog(), written) };
  };

  it('the song is on disk before it has its name, and its folders are before its row is written', () => {
    expect([...filesBelow(product.library).keys()]).toEqual([song]);
    const { written } = recorded();
    const path = join(product.library, song);
    expectNamedDurably(trace, path);
    const named = trace.naming(path);
    expect(named.paths[0]).toContain('/.incoming/');
    for (const folder of ['subsonic/Artist 1/Album 1', 'subsonic/Artist 1', 'subsonic', '']) {
      const synced = trace.sync(join(product.library, folder), named);
      expect({ folder, before: isBefore(synced, written) }).toEqual({ folder, before: true });
    }
  });

  it('its row is on disk before anybody hears of it', () => {
    const { committed } = recorded();
    const ids = [...filesBelow(join(product.home, 'publication')).keys()].flatMap(
      (path) => /^snapshots\/(snap-[^/]+)\/manifest\.json$/.exec(path)?.[1] ?? [],
    );
    const named = ids.map((id) => trace.naming(join(product.home, 'publication', 'snapshots', id)));
    // One of them was published after the download and contains it.
    expect(named.some((one) => isBefore(committed, one))).toBe(true);
  });

  it('each published database is on disk before its folder has its name, and its manifest is the last to appear', () => {
    const folder = join(product.home, 'publication');
    const snapshots = join(folder, 'snapshots');
    const published = trace.all(
      (call) =>
        isNaming(call) &&
        /^snap-/.test((call.paths.at(-1) ?? '').slice(snapshots.length + 1)) &&
        call.paths.at(-1)?.lastIndexOf('/') === snapshots.length,
    );
    expect(published.length).toBeGreaterThan(0);
    for (const named of published) {
      const [staged = '', final = ''] = named.paths;
      for (const name of ['catalog_read.db', 'manifest.json', 'manifest.json.jws']) {
        // What is in the folder has its final content, and is synced, before the folder's own name appears.
        const inside = name === 'catalog_read.db' ? trace.sync(join(staged, name)) : expectNamedDurably(trace, join(staged, name));
        expect({ name, before: isBefore(inside, named) }).toEqual({ name, before: true });
      }
      const written = trace.all(({ name, paths }) => name === 'pwrite64' && paths[0] === join(staged, 'catalog_read.db'));
      const lastSync = trace.all((call) => isSync(call) && call.paths[0] === join(staged, 'catalog_read.db')).at(-1);
      expect(written.every((one) => lastSync !== undefined && isBefore(one, lastSync))).toBe(true);
      const folderSynced = trace.sync(snapshots, named);
      // What makes it current: in the metadata, and at the top for readers of the version before.
      const announced = trace.first(
        `the timestamp for ${final}`,
        (call) => isNaming(call) && call.paths.at(-1) === join(folder, 'metadata', 'timestamp.json'),
        folderSynced,
      );
      for (const path of announced.paths.slice(0, 1)) expect(isBefore(trace.sync(path), announced)).toBe(true);
      const manifest = trace.first(
        `the manifest of ${final}`,
        (call) => isNaming(call) && call.paths.at(-1) === join(folder, 'manifest.json'),
        folderSynced,
      );
      expect(isBefore(trace.sync(manifest.paths[0] ?? ''), manifest)).toBe(true);
      trace.sync(folder, manifest);
    }
  });

  it('keys are on disk, and so are the names of their files', () => {
    const keys = join(product.home, 'keys');
    for (const purpose of ['snapshot', 'playback']) {
      for (const part of ['signing', 'trusted']) expectNamedDurably(trace, join(keys, `${purpose}-${part}.jwks`));
    }
  });

  it('so are settings that the first start saves, and those that a revision puts into force', async () => {
    const settings = join(product.home, 'catalogsync.env');
    expectNamedDurably(trace, settings);
    const changed = join(base, 'changed.env');
    writeFileSync(changed, `${readFileSync(settings, 'utf8')}\nSNAPSHOT_KEEP=7\n`);
    const saved = await product.run(['config', 'save', changed, '--home', product.home, '--json']).ended;
    const { revision } = JSON.parse(saved.stdout) as { revision: { id: number } };
    const file = join(base, 'apply');
    const applied = await product.run(['config', 'apply', String(revision.id), '--home', product.home], recorder(file)).ended;
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(settings, 'utf8')).toBe(readFileSync(changed, 'utf8'));
    expectNamedDurably(new Trace(file), settings);
  });
});

suite('when a song was placed by an attempt that was cut off before it was recorded', () => {
  it('the song and its folders are on disk before its row is written: that attempt may have synced nothing', async () => {
    const base = temporaryFolder();
    product = await Product.make(base);
    product.offer([await emulatedSong(1)]);
    try {
      const path = 'subsonic/Artist 1/Album 1/Song number 1.flac';
      await traceUp(base, recorder);
      const before = filesBelow(product.library);
      // As if the catalogue had never heard of it.
      for (const suffix of ['', '-wal', '-shm']) rmSync(join(product.home, `catalogsync.db${suffix}`), { force: true });
      const trace = await traceUp(base, recorder);
      expect(filesBelow(product.library)).toEqual(before);
      const written = rowWritten(trace, path);
      for (const synced of [path, 'subsonic/Artist 1/Album 1', 'subsonic/Artist 1', 'subsonic', ''].map((name) =>
        join(product.library, name),
      ))
        expect({ synced, before: isBefore(trace.sync(synced), written) }).toEqual({ synced, before: true });
    } finally {
      await product.close();
    }
  });
});

(requireProgram('strace', '-V') ? describe : describe.skip)('when a snapshot is exported into a folder of its own', () => {
  it('its database is on disk before it has its name, and its manifest is the last to appear', async () => {
    const base = temporaryFolder();
    const [file, target] = [join(base, 'trace'), join(base, 'out')];
    expect((await startCatalogsync(['init-db', '--db', join(base, 'c.db')]).ended).code).toBe(0);
    const args = ['export-snapshot', '--db', join(base, 'c.db'), '--target-dir', target];
    for (const _time of ['first', 'again']) {
      expect((await startCatalogsync(args, { under: recorder(file) }).ended).code).toBe(0);
      const trace = new Trace(file);
      const folderSynced = expectNamedDurably(trace, join(target, 'catalog_read.db'));
      expectNamedDurably(trace, join(target, 'manifest.json'));
      expect(isBefore(folderSynced, trace.naming(join(target, 'manifest.json')))).toBe(true);
    }
  });
});

suite('when the library is on a volume without hard links', () => {
  let base: string;

  beforeAll(async () => {
    base = temporaryFolder();
    product = await Product.make(base);
    // With keys in place, only the library links.
    expect((await product.run(['keys', 'generate', '--home', product.home]).ended).code).toBe(0);
    product.offer([await emulatedSong(1), await emulatedSong(2)]);
  });
  afterAll(() => product.close());

  it('another song with the name stays, and each download is on disk before it has its own', async () => {
    const taken = 'subsonic/Artist 1/Album 1/Song number 1.flac';
    mkdirSync(join(product.library, 'subsonic/Artist 1/Album 1'), { recursive: true });
    writeFileSync(join(product.library, taken), 'somebody put this here');
    const trace = await traceUp(base, withoutLinks);
    const files = filesBelow(product.library);
    const own = ['subsonic/Artist 1/Album 1/Song number 1 [song-1].flac', 'subsonic/Artist 2/Album 2/Song number 2.flac'];
    expect([...files.keys()].sort()).toEqual([taken, ...own].sort());
    expect(files.get(taken)?.toString()).toBe('somebody put this here');
    for (const path of own) {
      expect(trace.naming(join(product.library, path)).name).toMatch(/^rename/);
      expectNamedDurably(trace, join(product.library, path));
    }
  });
});
