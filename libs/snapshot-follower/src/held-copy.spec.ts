import { chmodSync, copyFileSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@catalogsync/snapshot-format';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Harness, Reader } from './fixtures/follower-harness.js';
import { HeldCopy } from './held-copy.js';

// Real here: files, SQLite.
let at: Harness;
let manifest: Manifest;
/** A copy of what was published, and a second one. */
let file: string;
let other: string;
const going = new AbortController().signal;
const opened: HeldCopy[] = [];

async function publish(...options: Parameters<Harness['publication']['publish']>): Promise<void> {
  manifest = await at.publication.publish(...options);
  for (const path of [file, other]) copyFileSync(join(at.publication.dir, manifest.snapshot_id, 'catalog_read.db'), path);
}

beforeEach(async () => {
  at = await Harness.create();
  file = join(at.root, 'copy.db');
  other = join(at.root, 'other.db');
  await publish({ sequence: 1 });
});
afterEach(async () => {
  for (const copy of opened.splice(0)) await copy.close();
  await at.end();
});

async function open(...more: [Manifest?, string?]): Promise<HeldCopy> {
  const copy = await HeldCopy.open(file, more[0] ?? manifest, going, more[1]);
  opened.push(copy);
  return copy;
}

/** As if another program had looked after its dates. */
const touch = (): void => utimesSync(file, 1, 1);
const damaged = (): Manifest => ({ ...manifest, db_sha256: 'ab'.repeat(32) });

describe('when a copy is opened', () => {
  it('is hashed, unless its stamp is the one of an earlier check: a gigabyte takes seconds', async () => {
    const { stamp } = await open();
    expect(stamp).toMatch(/^\d+( \d+){4}$/);
    await expect(open(damaged())).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringContaining('hash') });
    expect((await open(damaged(), stamp)).stamp).toBe(stamp);
    touch();
    await expect(open(damaged(), stamp)).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringContaining('hash') });
    expect((await open(manifest, stamp)).stamp).not.toBe(stamp);
  });

  it.each([
    ['names no snapshot', 'DELETE FROM snapshot_info', 'does not say which snapshot it is'],
    [
      'names two',
      "INSERT INTO snapshot_info SELECT snapshot_id || 'x', schema_version, generated_at FROM snapshot_info",
      'does not say which snapshot it is',
    ],
    ['has no place for it', 'DROP TABLE snapshot_info', 'cannot be read as a snapshot'],
    ['names another', "UPDATE snapshot_info SET snapshot_id = 'snap-20260101T000000Z-0123456789ab'", 'snap-20260101T000000Z-0123456789ab'],
    ['has another schema', 'UPDATE snapshot_info SET schema_version = 7', '7'],
  ])('is refused if it %s', async (_what, sql, said) => {
    await publish({ sequence: 2, fill: (database) => void database.exec(sql) });
    await expect(open()).rejects.toMatchObject({ name: 'Fault', code: 'data_corrupt', message: expect.stringContaining(said) });
  });

  it('is refused if it changes while it is hashed', async () => {
    const opening = (await open()).verify(manifest, going);
    touch();
    await expect(opening).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringContaining('being changed') });
  });
});

describe('when something happens to a copy', () => {
  it.each([
    ['its mode', () => chmodSync(file, 0o400)],
    ['its dates', touch],
    ['its content, with its dates set back', () => writeFileSync(file, readFileSync(other))],
  ])('counts as touched until it is hashed again: %s', async (_what, change) => {
    const copy = await open();
    expect(copy.touched()).toBe(false);
    change();
    expect(copy.touched()).toBe(true);
    await copy.verify(manifest, going);
    expect(copy.touched()).toBe(false);
  });

  it.each([
    ['removed', () => rmSync(file)],
    ['replaced', () => renameSync(other, file)],
    ['moved', () => renameSync(file, `${file}-moved`)],
  ])('is in place only while its name leads to it: %s', async (_what, change) => {
    const copy = await open();
    expect(copy.inPlace()).toBe(true);
    change();
    expect(copy.inPlace()).toBe(false);
  });

  it('is not relied on once it cannot be looked at', async () => {
    const copy = await HeldCopy.open(file, manifest, going);
    await copy.close();
    expect([copy.touched(), copy.inPlace()]).toEqual([true, false]);
  });
});

describe('when a reader is opened on a copy', () => {
  it('reads that copy', async () => {
    const reader = (await open()).read((path) => new Reader(path));
    expect(reader.name()).toBe('七里香 1');
    reader.close();
  });

  it.each([
    ['touched', touch],
    ['exchanged', () => renameSync(other, file)],
    [
      'exchanged for a moment',
      () => [renameSync(file, `${file}-aside`), copyFileSync(other, file), rmSync(file), renameSync(`${file}-aside`, file)],
    ],
  ])('is closed again if the copy is %s meanwhile', async (_what, change) => {
    const copy = await open();
    const readers: Reader[] = [];
    const reading = (): Reader =>
      copy.read((path) => {
        change();
        const reader = new Reader(path);
        readers.push(reader);
        return reader;
      });
    expect(reading).toThrow(expect.objectContaining({ code: 'data_corrupt', message: expect.stringContaining('exchanged') }));
    expect(readers.map(({ database }) => database.open)).toEqual([false]);
  });
});
