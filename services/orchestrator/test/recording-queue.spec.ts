import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { withLinking } from '../src/main.js';

// Real here: SQLite files and their triggers. Other programs write with SQL of their own.
let folder: string;
let file: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'queue-'));
  file = join(folder, 'catalogsync.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const change = (...statements: string[]): void => {
  const connection = new Connection(file);
  for (const sql of statements) connection.exec(sql);
  connection.close();
};
const ask = (sql: string): unknown[] => {
  const connection = new Connection(file, { readonly: true });
  const rows = connection.prepare(sql).raw(true).all().flat();
  connection.close();
  return rows;
};
const waiting = (): unknown[] => ask('SELECT song_id FROM recording_queue ORDER BY song_id');
const link = (): Promise<void> => withLinking(file, (run) => run());
const song = (id: number, platform: string, metadata = '{"duration_ms": 200000}'): string =>
  `INSERT INTO songs(id, platform, remote_song_id, name, singers, metadata_json) VALUES (${id}, '${platform}', 's${id}', '七里香', '周杰伦', '${metadata}')`;

describe('when another program writes songs', () => {
  beforeEach(async () => {
    await (await openCatalogue(file)).close();
    change(song(1, 'qq'), song(2, 'netease'), song(3, 'kuwo'));
    await link();
  });

  it('new ones wait, and are linked', async () => {
    expect(waiting()).toEqual([]);
    expect(ask('SELECT song_id, recording_id FROM recording_songs ORDER BY 1')).toEqual([1, 1, 2, 1, 3, 1]);
    expect(ask('SELECT id, across_platforms FROM recordings')).toEqual([1, 1]);
  });

  it.each([
    ['UPDATE songs SET metadata_json = \'{"duration_ms": 200000, "cover_url": "x"}\' WHERE id = 2', []],
    ['UPDATE songs SET metadata_json = \'{"duration_ms": 200001}\' WHERE id = 2', [2]],
    ["UPDATE songs SET metadata_json = 'not json' WHERE id = 2", [2]],
    ["UPDATE songs SET ext = 'mp3', name = name", []],
    ["UPDATE songs SET name = '晴天' WHERE id = 3", [3]],
    ['UPDATE songs SET singers = NULL WHERE id = 1', [1]],
    ["INSERT INTO recording_choices VALUES (2, 3, 0, 0, 'me')", [2, 3]],
  ])('%s', (sql, songs) => {
    change(sql);
    expect(waiting()).toEqual(songs);
  });

  it('a removed song leaves the others linked to each other', async () => {
    change('DELETE FROM songs WHERE id = 1');
    expect(waiting()).toEqual([2, 3]);
    await link();
    expect(ask('SELECT song_id, recording_id FROM recording_songs ORDER BY 1')).toEqual([2, 2, 3, 2]);
    expect(ask('SELECT id FROM recordings')).toEqual([2]);
  });
});

describe('when an older catalogue is opened', () => {
  it('all its songs wait', async () => {
    change(
      'CREATE TABLE songs(id INTEGER PRIMARY KEY, platform TEXT, remote_song_id TEXT, name TEXT, singers TEXT, metadata_json TEXT)',
      ...[song(4, 'qq'), song(9, 'kuwo', 'not json')],
    );
    await (await openCatalogue(file)).close();
    expect(waiting()).toEqual([4, 9]);
    await link();
    expect(waiting()).toEqual([]);
  });
});
