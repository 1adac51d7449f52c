import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '@catalogsync/snapshot-format';
import { openFiles } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyDatabase } from './copy-database.js';

// Real here: files.
let dir: string;
let from: string;
let to: string;
const going = new AbortController().signal;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'copy-'));
  from = join(dir, 'published.db');
  to = join(dir, 'copy.db');
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Only the size counts here. */
const ofSize = (bytes: number): Manifest => ({ db_size_bytes: bytes }) as Manifest;

describe('when a published database is copied', () => {
  it.each([0, 1, 262_143, 262_144, 262_145, 1_000_000])('has every byte of it (%i), and only its owner may read it', async (size) => {
    writeFileSync(from, Buffer.alloc(size, 'any text whose length is a prime number!'));
    await copyDatabase(from, to, ofSize(size), going);
    expect(readFileSync(to).equals(readFileSync(from))).toBe(true);
    expect(statSync(to).ino).not.toBe(statSync(from).ino);
    expect(openFiles(dir)).toEqual([]);
  });

  it('ends with what there was if it is cut off meanwhile', async () => {
    const size = 256 * 1024 * 1024;
    writeFileSync(from, '');
    truncateSync(from, size);
    const copying = copyDatabase(from, to, ofSize(size), going);
    while (statSync(to, { throwIfNoEntry: false }) === undefined) await new Promise(setImmediate);
    truncateSync(from, 100);
    await copying;
    expect(statSync(to).size).toBeLessThan(size);
    expect(openFiles(dir)).toEqual([]);
  });

  it.each([
    ['of another size', (): Promise<void> => copyDatabase(from, to, ofSize(3), going), { code: 'data_corrupt' }],
    ['after it was stopped', () => copyDatabase(from, to, ofSize(4), AbortSignal.abort()), { name: 'AbortError' }],
    ['over another file', () => copyDatabase(from, from, ofSize(4), going), { code: 'EEXIST' }],
  ])('copies nothing %s', async (_what, copy, error) => {
    writeFileSync(from, 'data');
    await expect(copy()).rejects.toMatchObject(error);
    expect(statSync(to, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
    expect(readFileSync(from, 'utf8')).toBe('data');
    expect(openFiles(dir)).toEqual([]);
  });
});
