import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { inspectDatabase } from './inspect-database.js';

// Real here: SQLite files.
const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function makeDatabase(name: string): string {
  const file = join(folder, name);
  const connection = new Connection(file);
  connection.exec('create table song (id integer primary key, name text); create index by_name on song(name)');
  const insert = connection.prepare('insert into song (name) values (?)');
  for (let n = 0; n < 2000; n++) insert.run(`歌 ${n} ${'x'.repeat(40)}`);
  connection.close();
  return file;
}

describe('when a database is sound', () => {
  it('finds nothing and writes nothing', () => {
    const file = makeDatabase('sound.db');
    const before = readFileSync(file);
    expect(inspectDatabase(file)).toEqual([]);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('when part of a page is overwritten', () => {
  it('says what is wrong', () => {
    const file = makeDatabase('damaged.db');
    const bytes = readFileSync(file);
    bytes.fill(0, 3 * 4096 + 8, 3 * 4096 + 60);
    writeFileSync(file, bytes);
    expect(inspectDatabase(file).length).toBeGreaterThan(0);
  });
});

describe('when a file is not a database', () => {
  it('is refused as damaged', () => {
    const file = join(folder, 'text.db');
    writeFileSync(file, 'just some text, long enough to be read as a header of a database file, and then some more of it');
    expect(() => inspectDatabase(file)).toThrow(expect.objectContaining({ code: 'data_corrupt' }));
  });
});
