import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { silentLogger } from '@catalogsync/runtime';
import { parseManifest, snapshotId } from '@catalogsync/snapshot-format';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FlatFolder } from '../src/adapters/publication-folder/flat-folder.js';
import { PublicationFolder } from '../src/adapters/publication-folder/publication-folder.js';
import { OpenDownloads } from '../src/core/publication/open-downloads.js';
import type { PublicationTarget } from '../src/core/publication/publication-store.js';
import { PublishSnapshot } from '../src/core/publication/publish-snapshot.js';
import { Publisher } from '../src/core/publication/publisher.js';
import type { BuildOutcome, BuildRequest, SnapshotBuilder } from '../src/core/publication/snapshot-builder.js';

// Real here: the folder and its files. Fake: a builder that writes the text it is given, and a signer.
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

class TextBuilder implements SnapshotBuilder {
  content = 'one';
  failure: Error | undefined;

  async build({ target, identify }: BuildRequest): Promise<BuildOutcome> {
    const identity = identify(sha256(this.content));
    if (identity === undefined) return { unchanged: true };
    writeFileSync(target, this.content);
    if (this.failure !== undefined) throw this.failure;
    const counts = { playlists: 1, tracks: 2, files: 3, covers: 4, artists: 5, toplists: 6 };
    return { unchanged: false, built: { identity, counts, sha256: sha256(this.content), sizeBytes: Buffer.byteLength(this.content) } };
  }
}

const signer = { sign: async (bytes: Uint8Array) => `signed..${sha256(bytes)}` };
const rules = { maxAgeDays: 100, keep: 3 };
const day = 86_400_000;
const signal = new AbortController().signal;

let folder: string;
let now: number;
let builder: TextBuilder;
let downloads: OpenDownloads;
let store: PublicationFolder;
let publisher: Publisher;
const clock = { now: () => now };

const publishInto = (target: PublicationTarget, withSigner = true): PublishSnapshot =>
  new PublishSnapshot({ target, builder, signer: withSigner ? signer : undefined, clock, rules });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'publication-test-'));
  now = Date.parse('2026-01-02T03:04:05.678Z');
  builder = new TextBuilder();
  downloads = new OpenDownloads();
  store = new PublicationFolder(folder, silentLogger());
  await store.open();
  publisher = new Publisher(store, { builder, signer, clock, rules }, downloads, (error) => {
    throw error;
  });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const publish = (content: string, force = false) => {
  builder.content = content;
  now += 1000;
  return publisher.publish({ source: '', force, signal, onProgress: () => undefined });
};
const top = () => parseManifest(readFileSync(join(folder, 'manifest.json')));
const snapshots = (): string[] => readdirSync(join(folder, 'snapshots')).filter((name) => name.startsWith('snap-'));

/** What a reader finds, once manifest, signature, size and hash are checked. */
function readerView(dir = folder, nested = true): string {
  const bytes = readFileSync(join(dir, 'manifest.json'));
  const manifest = parseManifest(bytes);
  expect(readFileSync(join(dir, 'manifest.json.jws'), 'utf8')).toBe(`signed..${sha256(bytes)}`);
  const db = readFileSync(join(dir, nested ? join('snapshots', manifest.snapshot_id) : '.', 'catalog_read.db'));
  expect([sha256(db), db.length]).toEqual([manifest.db_sha256, manifest.db_size_bytes]);
  return db.toString();
}

describe('when a snapshot is published', () => {
  it('is what readers find, signed, with the counts of the build (156, 158, 160)', async () => {
    const { manifest, unchanged } = await publish('one');
    expect(unchanged).toBe(false);
    expect(readerView()).toBe('one');
    expect(top()).toEqual(manifest);
    expect(manifest).toMatchObject({
      snapshot_id: `snap-20260102T030406Z-${sha256('one').slice(0, 12)}`,
      generated_at: '2026-01-02T03:04:06Z',
      schema_version: 2,
      playlist_count: 1,
      track_count: 2,
      file_count: 3,
      cover_count: 4,
      artist_count: 5,
      toplist_count: 6,
      previous_snapshot_id: null,
    });
    expect(parseManifest(readFileSync(join(folder, 'snapshots', manifest.snapshot_id, 'manifest.json')))).toEqual(manifest);
  });

  it('names the previous one and has a higher sequence, even within a second', async () => {
    const first = await publish('one');
    now -= 1000;
    const second = await publish('two');
    expect(second.manifest.previous_snapshot_id).toBe(first.manifest.snapshot_id);
    expect(second.manifest.sequence).toBeGreaterThan(first.manifest.sequence);
  });

  it('writes nothing if the content is already published, unless forced', async () => {
    const first = await publish('one');
    const again = await publish('one');
    expect(again).toEqual({ manifest: first.manifest, unchanged: true });
    expect(snapshots()).toHaveLength(1);
    const forced = await publish('one', true);
    expect(forced.unchanged).toBe(false);
    expect(forced.manifest.snapshot_id).not.toBe(first.manifest.snapshot_id);
  });

  it.each([
    ['missing', (file: string) => rmSync(file)],
    ['missing with its folder', (file: string) => rmSync(join(file, '..'), { recursive: true })],
    ['truncated', (file: string) => [chmodSync(file, 0o644), truncateSync(file, 1)]],
  ])('writes it again if the published database is %s', async (_, damage) => {
    const { manifest } = await publish('one');
    damage(join(folder, 'snapshots', manifest.snapshot_id, 'catalog_read.db'));
    expect((await publish('one')).unchanged).toBe(false);
    expect(readerView()).toBe('one');
    expect((await publish('one')).unchanged).toBe(true);
  });

  it('is reissued with the same database once half its lifetime has passed', async () => {
    const first = await publish('one');
    now += 60 * day;
    const renewed = await publish('one');
    expect(renewed.unchanged).toBe(false);
    expect(renewed.manifest).toMatchObject({ snapshot_id: first.manifest.snapshot_id, previous_snapshot_id: null });
    expect(renewed.manifest.sequence).toBeGreaterThan(first.manifest.sequence);
    expect(Date.parse(renewed.manifest.expires_at)).toBe(now + 100 * day);
    expect(readerView()).toBe('one');
    expect(snapshots()).toHaveLength(1);
  });

  it('keeps raising the sequence after the folder is lost', async () => {
    const before = await publish('one');
    rmSync(folder, { recursive: true });
    await store.open();
    expect((await publish('two')).manifest.sequence).toBeGreaterThan(before.manifest.sequence);
  });
});

describe('when others could write into what is published', () => {
  const modesIn = (dir: string): number[] =>
    readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [statSync(join(dir, entry.name)).mode & 0o777] : []));
  const readOnly = [0o444, 0o444, 0o444];

  it('publishes read-only files, each time again', async () => {
    for (const content of ['one', 'two']) {
      const { manifest } = await publish(content);
      expect(modesIn(join(folder, 'snapshots', manifest.snapshot_id))).toEqual([0o444, ...readOnly]);
      expect(modesIn(folder)).toEqual(readOnly.slice(1));
    }
    const dir = join(folder, 'flat');
    for (let times = 0; times < 2; times++) {
      await publishInto(new FlatFolder(dir)).run({ source: '', force: true, signal, onProgress: () => undefined });
      expect(modesIn(dir)).toEqual(readOnly);
    }
  });

  it('makes what earlier versions published read-only at the start', async () => {
    const { manifest } = await publish('one');
    const files = [join(folder, 'snapshots', manifest.snapshot_id), folder].flatMap((dir) =>
      readdirSync(dir).map((name) => join(dir, name)),
    );
    for (const file of files.filter((path) => statSync(path).isFile())) chmodSync(file, 0o644);
    await store.open();
    expect(modesIn(join(folder, 'snapshots', manifest.snapshot_id))).toEqual([0o444, ...readOnly]);
    expect(modesIn(folder)).toEqual(readOnly.slice(1));
    expect(statSync(folder).mode & 0o200).toBe(0o200);
  });

  it('follows no link when it makes files read-only', async () => {
    const outside = join(folder, 'outside');
    writeFileSync(outside, 'x');
    chmodSync(outside, 0o600);
    symlinkSync(outside, join(folder, 'manifest.json'));
    await store.open();
    expect(statSync(outside).mode & 0o777).toBe(0o600);
  });

  it('names a folder in place of the manifest', async () => {
    mkdirSync(join(folder, 'manifest.json'));
    await expect(publish('one')).rejects.toMatchObject({
      code: 'failed_precondition',
      message: expect.stringMatching(/manifest\.json is a folder/),
    });
  });

  it('leaves out a snapshot whose database is a loop of links', async () => {
    const { manifest } = await publish('one');
    const database = join(folder, 'snapshots', manifest.snapshot_id, 'catalog_read.db');
    rmSync(database);
    symlinkSync(database, database);
    expect(await store.list()).toEqual([]);
  });

  it('does not wait for a pipe in place of a manifest', async () => {
    const { manifest } = await publish('one');
    rmSync(join(folder, 'snapshots', manifest.snapshot_id, 'manifest.json'));
    execFileSync('mkfifo', [join(folder, 'snapshots', manifest.snapshot_id, 'manifest.json')]);
    expect(await store.list()).toEqual([]);
    await publish('two');
    expect(readerView()).toBe('two');
  });
});

describe('when a database cannot be put in place', () => {
  // Readers act upon the manifest, so it must not change before the database is there.
  const view = (dir: string): string[] => ['manifest.json', 'manifest.json.jws'].map((name) => readFileSync(join(dir, name), 'utf8'));

  it('tells readers nothing of it', async () => {
    await publish('one');
    const before = view(folder);
    now += 1000;
    const taken = snapshotId(Math.floor((now + 1000) / 1000) * 1000, sha256('two'));
    // A folder of that name without a manifest is no snapshot, but no folder can be renamed onto it.
    mkdirSync(join(folder, 'snapshots', taken, 'in-the-way'), { recursive: true });
    await expect(publish('two')).rejects.toThrow();
    expect(view(folder)).toEqual(before);
    expect(readerView()).toBe('one');
  });

  it('tells the readers of a flat folder nothing of it', async () => {
    const dir = join(folder, 'flat');
    const run = () => publishInto(new FlatFolder(dir)).run({ source: '', force: true, signal, onProgress: () => undefined });
    await run();
    const before = view(dir);
    rmSync(join(dir, 'catalog_read.db'));
    mkdirSync(join(dir, 'catalog_read.db', 'in-the-way'), { recursive: true });
    builder.content = 'two';
    await expect(run()).rejects.toThrow();
    expect(view(dir)).toEqual(before);
  });
});

describe('when a publication fails', () => {
  it('keeps the old one and leaves nothing of the new', async () => {
    await publish('one');
    const before = readdirSync(folder, { recursive: true }).sort();
    builder.failure = new Fault('disk_full', 'full');
    await expect(publish('two')).rejects.toMatchObject({ code: 'disk_full' });
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
    expect(readerView()).toBe('one');
    builder.failure = undefined;
    expect((await publish('two')).unchanged).toBe(false);
  });

  it('says which folder it cannot write to', async () => {
    chmodSync(folder, 0o555);
    // Root may write everywhere, so another user tries.
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid?.(65_534);
    try {
      await expect(publish('one')).rejects.toMatchObject({ code: 'permission_denied', message: expect.stringContaining(folder) });
    } finally {
      if (root) process.seteuid?.(0);
      chmodSync(folder, 0o755);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is canceled before readers see anything', async () => {
    const controller = new AbortController();
    const options = { source: '', force: false, signal: controller.signal, onProgress: () => undefined };
    const run = publisher.publish(options);
    controller.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('removes at the next start what a crash left, but not what a live process is writing', async () => {
    mkdirSync(join(folder, '.tmp-4194304-x-y'));
    mkdirSync(join(folder, `.tmp-${process.pid}-earlier-y`));
    mkdirSync(join(folder, `.tmp-${process.ppid}-x-y`));
    writeFileSync(join(folder, '.tmp-note'), 'not ours');
    const staging = await store.stage();
    await store.open();
    expect(
      readdirSync(folder)
        .filter((name) => !staging.file.includes(name))
        .sort(),
    ).toEqual([`.tmp-${process.ppid}-x-y`, '.tmp-note'].sort());
    expect(existsSync(join(staging.file, '..'))).toBe(true);
  });
});

describe('when snapshots pile up', () => {
  it('keeps the last three', async () => {
    for (const content of ['a', 'b', 'c', 'd', 'e']) await publish(content);
    expect(
      (await store.list()).map(({ manifest }) => readFileSync(join(folder, 'snapshots', manifest.snapshot_id, 'catalog_read.db'), 'utf8')),
    ).toEqual(['e', 'd', 'c']);
    expect(snapshots()).toHaveLength(3);
  });

  it('never removes one that is being downloaded', async () => {
    const wanted = await publish('a');
    const end = downloads.begin(wanted.manifest.snapshot_id);
    for (const content of ['b', 'c', 'd']) await publish(content);
    expect(snapshots()).toContain(wanted.manifest.snapshot_id);
    end();
    await publish('e');
    expect(snapshots()).not.toContain(wanted.manifest.snapshot_id);
  });

  it('lists them newest first and leaves out damaged ones', async () => {
    const [a, b, c] = [await publish('a'), await publish('b'), await publish('c')].map(({ manifest }) => manifest.snapshot_id);
    rmSync(join(folder, 'snapshots', String(b), 'manifest.json'));
    writeFileSync(join(folder, 'snapshots', String(b), 'manifest.json'), '{');
    expect((await store.list()).map(({ manifest, current }) => [manifest.snapshot_id, current])).toEqual([
      [c, true],
      [a, false],
    ]);
  });
});

describe('when an older snapshot is rolled back to', () => {
  it('is published again under a new sequence, with the same id and content', async () => {
    const old = await publish('a');
    const bad = await publish('b');
    const manifest = await publisher.rollback(old.manifest.snapshot_id, signal);
    expect(readerView()).toBe('a');
    expect(manifest).toEqual({
      ...old.manifest,
      sequence: manifest.sequence,
      expires_at: manifest.expires_at,
      previous_snapshot_id: bad.manifest.snapshot_id,
    });
    expect(manifest.sequence).toBeGreaterThan(bad.manifest.sequence);
    expect((await store.list())[0]).toEqual({ manifest, current: true });
  });

  it('counts as the published content, and goes once it is neither current nor among the newest', async () => {
    const old = await publish('a');
    await publish('b');
    await publisher.rollback(old.manifest.snapshot_id, signal);
    expect((await publish('a')).unchanged).toBe(true);
    for (const content of ['c', 'd', 'e']) await publish(content);
    expect(snapshots()).not.toContain(old.manifest.snapshot_id);
    expect(readerView()).toBe('e');
  });

  it('is kept however old it is while it is current', async () => {
    const old = await publish('a');
    const end = downloads.begin(old.manifest.snapshot_id);
    for (const content of ['b', 'c', 'd', 'e']) await publish(content);
    await publisher.rollback(old.manifest.snapshot_id, signal);
    end();
    // Each renewal removes what is beyond the last three.
    for (let renewal = 0; renewal < 10; renewal++) {
      now += 60 * day;
      expect((await publish('a')).manifest).toMatchObject({
        snapshot_id: old.manifest.snapshot_id,
        generated_at: old.manifest.generated_at,
      });
      expect(readerView()).toBe('a');
    }
    const kept = (await store.list()).map(({ manifest }) =>
      readFileSync(join(folder, 'snapshots', manifest.snapshot_id, 'catalog_read.db'), 'utf8'),
    );
    expect(kept).toEqual(['a', 'e', 'd']);
    expect(snapshots()).toHaveLength(3);
  });

  it('refuses one that does not exist, whatever its name', async () => {
    await publish('a');
    for (const id of ['snap-20200101T000000Z-000000000000', '../..', '']) {
      await expect(publisher.rollback(id, signal)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('refuses one whose database is damaged, and keeps the current one', async () => {
    const old = await publish('aaaa');
    await publish('b');
    rmSync(join(folder, 'snapshots', old.manifest.snapshot_id, 'catalog_read.db'));
    writeFileSync(join(folder, 'snapshots', old.manifest.snapshot_id, 'catalog_read.db'), 'aaab');
    await expect(publisher.rollback(old.manifest.snapshot_id, signal)).rejects.toMatchObject({ code: 'data_corrupt' });
    expect(readerView()).toBe('b');
  });
});

describe('when a snapshot is exported into a flat folder', () => {
  const run = (target: PublishSnapshot) => target.run({ source: '', force: true, signal, onProgress: () => undefined });

  it('creates the folder and replaces what was there (144, 145)', async () => {
    const dir = join(folder, 'made', 'here');
    const first = await run(publishInto(new FlatFolder(dir)));
    expect(readerView(dir, false)).toBe('one');
    builder.content = 'two';
    now += 1000;
    const second = await run(publishInto(new FlatFolder(dir)));
    expect(readerView(dir, false)).toBe('two');
    expect(second.manifest.sequence).toBeGreaterThan(first.manifest.sequence);
    expect(second.manifest.previous_snapshot_id).toBe(first.manifest.snapshot_id);
    expect(readdirSync(dir).sort()).toEqual(['catalog_read.db', 'manifest.json', 'manifest.json.jws']);
  });

  it('leaves no old signature next to an unsigned manifest', async () => {
    await run(publishInto(new FlatFolder(folder)));
    await run(publishInto(new FlatFolder(folder), false));
    expect(readdirSync(folder).sort()).toEqual(['catalog_read.db', 'manifest.json']);
  });

  it('overwrites an unreadable manifest', async () => {
    writeFileSync(join(folder, 'manifest.json'), '{}');
    await run(publishInto(new FlatFolder(folder)));
    expect(readerView(folder, false)).toBe('one');
  });

  it('keeps what was there when the build fails', async () => {
    await run(publishInto(new FlatFolder(folder)));
    builder.failure = new Fault('data_corrupt', 'x');
    builder.content = 'two';
    await expect(run(publishInto(new FlatFolder(folder)))).rejects.toMatchObject({ code: 'data_corrupt' });
    expect(readerView(folder, false)).toBe('one');
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('refuses a target that is a file or below one', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(run(publishInto(new FlatFolder(file)))).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(run(publishInto(new FlatFolder(join(file, 'below'))))).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('when one task changes the publication', () => {
  it('refuses another until it has succeeded or failed', async () => {
    const first = publish('one');
    await expect(publisher.rollback('snap', signal)).rejects.toMatchObject({ code: 'failed_precondition' });
    await first;
    builder.failure = new RangeError('x');
    await expect(publish('two')).rejects.toBeInstanceOf(RangeError);
    builder.failure = undefined;
    await expect(publish('two')).resolves.toMatchObject({ unchanged: false });
  });
});
