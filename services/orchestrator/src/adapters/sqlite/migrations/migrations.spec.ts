import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import fc from 'fast-check';
import { openCatalogue } from '../catalogue-database.js';
import { catalogueTables, jobTables } from './catalogue-tables.js';

// Real here: SQLite files as an older program left them, and the migrations.
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  file = join(folder, 'catalogsync.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Row = Record<string, unknown>;
const old = (...statements: string[]): void => {
  const connection = new Connection(file);
  connection.pragma('synchronous = OFF');
  connection.exec(statements.join(';\n'));
  connection.close();
};
const migrate = async (): Promise<void> => (await openCatalogue(file)).close();
const ask = (sql: string, path = file): Row[] => {
  const connection = new Connection(path, { readonly: true });
  const rows = connection.prepare(sql).all() as Row[];
  connection.close();
  return rows;
};
const columns = (table: string, path = file): string[] =>
  ask(`PRAGMA table_xinfo(${table})`, path).map((row) => `${row.name} ${row.type} ${row.notnull}`);
const indices = (path = file): string[] =>
  ask("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name", path).map((row) => String(row.name));
const fresh = async (): Promise<string> => {
  const path = join(folder, 'fresh.db');
  await (await openCatalogue(path)).close();
  return path;
};
const allTables = [...catalogueTables, ...jobTables];

const earliest = [
  'CREATE TABLE playlists(id INTEGER PRIMARY KEY, platform TEXT, remote_playlist_id TEXT, name TEXT)',
  'CREATE TABLE songs(id INTEGER PRIMARY KEY, platform TEXT, remote_song_id TEXT, name TEXT, singers TEXT)',
  'CREATE TABLE playlist_songs(playlist_id INTEGER, song_id INTEGER, PRIMARY KEY(playlist_id, song_id))',
  "INSERT INTO playlists VALUES (3, 'qq', 'p3', '华语经典')",
  "INSERT INTO songs VALUES (7, 'qq', 's7', '七里香', '周杰伦'), (8, 'qq', 's8', '珊瑚海', '周杰伦 / 梁心颐'), (9, 'qq', 's9', '纯音乐', NULL)",
  'INSERT INTO playlist_songs VALUES (3, 8), (3, 7)',
];

describe('when the file is new', () => {
  it('creates every catalogue table and the eight job tables (behaviour 76)', async () => {
    await migrate();
    const names = ask("SELECT name FROM sqlite_schema WHERE type = 'table'").map((row) => row.name);
    for (const name of [
      'job_runs',
      'job_stages',
      'job_items',
      'job_workers',
      'job_commands',
      'job_events',
      'job_logs',
      'config_revisions',
    ]) {
      expect(names).toContain(name);
    }
    expect(names).toEqual(expect.arrayContaining(catalogueTables.map((table) => table.name)));
  });

  it('changes nothing when opened again', async () => {
    await migrate();
    const before = ask('SELECT * FROM sqlite_schema ORDER BY name');
    await migrate();
    expect(ask('SELECT * FROM sqlite_schema ORDER BY name')).toEqual(before);
  });
});

describe('when the earliest database is opened, with only playlists, songs and playlist_songs', () => {
  it('ends up with the columns and indices of a fresh one (behaviour 77)', async () => {
    old(...earliest);
    await migrate();
    const other = await fresh();
    for (const { name } of allTables) expect(columns(name)).toEqual(columns(name, other));
    expect(indices()).toEqual(indices(other));
  });

  it('keeps every row and its id, and numbers the songs of a playlist', async () => {
    old(...earliest);
    await migrate();
    expect(ask('SELECT id, platform, remote_playlist_id, name, play_count, sync_status FROM playlists')).toEqual([
      { id: 3, platform: 'qq', remote_playlist_id: 'p3', name: '华语经典', play_count: 0, sync_status: 'pending' },
    ]);
    expect(ask('SELECT id, name, singers FROM songs').map((row) => row.name)).toEqual(['七里香', '珊瑚海', '纯音乐']);
    expect(ask('SELECT * FROM playlist_songs ORDER BY playlist_id, position')).toEqual([
      { playlist_id: 3, song_id: 8, position: 1 },
      { playlist_id: 3, song_id: 7, position: 2 },
    ]);
  });

  it('derives artists from singers, in their order', async () => {
    old(...earliest);
    await migrate();
    const rows = ask(
      'SELECT s.name AS song, a.name AS artist, x.position FROM artist_songs x JOIN artists a ON a.id = x.artist_id JOIN songs s ON s.id = x.song_id ORDER BY s.id, x.position',
    );
    expect(rows).toEqual([
      { song: '七里香', artist: '周杰伦', position: 1 },
      { song: '珊瑚海', artist: '周杰伦', position: 1 },
      { song: '珊瑚海', artist: '梁心颐', position: 2 },
    ]);
  });

  it('accepts the same song twice in one playlist, which the older key forbade', async () => {
    old(...earliest);
    await migrate();
    const database = await openCatalogue(file);
    await database
      .unitOfWork((session) => session)
      .run((session) => session.statement('INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES (3, 7, 3)').run());
    await database.close();
    expect(ask('SELECT count(*) AS n FROM playlist_songs')).toEqual([{ n: 3 }]);
  });
});

describe('when an older database has tables and columns that this build does not know', () => {
  it('keeps foreign tables and columns with their values', async () => {
    old(
      ...earliest,
      'ALTER TABLE songs ADD COLUMN "my rating" INTEGER NOT NULL DEFAULT 5',
      'UPDATE songs SET "my rating" = id',
      'CREATE TABLE resolver_source_stats(origin_source TEXT, candidate_source TEXT, attempt_count INTEGER)',
      "INSERT INTO resolver_source_stats VALUES ('qq', 'kuwo', 9)",
      'CREATE VIEW loved AS SELECT id FROM songs WHERE "my rating" > 3',
    );
    await migrate();
    expect(ask('SELECT id, "my rating" AS rating FROM songs')).toEqual([7, 8, 9].map((id) => ({ id, rating: id })));
    expect(ask('SELECT * FROM resolver_source_stats')).toEqual([{ origin_source: 'qq', candidate_source: 'kuwo', attempt_count: 9 }]);
    expect(ask('SELECT count(*) AS n FROM loved')).toEqual([{ n: 3 }]);
  });

  it('accepts new rows next to a foreign column that used to be required', async () => {
    old(
      'CREATE TABLE songs(id INTEGER PRIMARY KEY, platform TEXT, remote_song_id TEXT, name TEXT, source TEXT NOT NULL)',
      "INSERT INTO songs VALUES (1, 'qq', 'a', 'b', 'x')",
    );
    await migrate();
    const database = await openCatalogue(file);
    await database.unitOfWork((s) => s).run((s) => s.statement("INSERT INTO songs(platform, remote_song_id) VALUES ('qq', 'c')").run());
    await database.close();
    expect(ask('SELECT id, source FROM songs')).toEqual([
      { id: 1, source: 'x' },
      { id: 2, source: null },
    ]);
  });
});

describe("when older rows break today's rules", () => {
  it('keeps two songs with the same identity apart instead of dropping one', async () => {
    old(...earliest, "INSERT INTO songs VALUES (10, 'qq', 's7', '七里香 (again)', NULL), (11, NULL, NULL, NULL, NULL)");
    await migrate();
    expect(ask('SELECT id, platform, remote_song_id, name FROM songs WHERE id IN (7, 10, 11)')).toEqual([
      { id: 7, platform: 'qq', remote_song_id: 's7', name: '七里香' },
      { id: 10, platform: 'qq', remote_song_id: 's7#10', name: '七里香 (again)' },
      { id: 11, platform: 'unknown', remote_song_id: 'row-11', name: '' },
    ]);
  });

  it('renumbers only the playlists whose positions are missing or duplicated', async () => {
    old(
      'CREATE TABLE playlist_songs(id INTEGER PRIMARY KEY, playlist_id INTEGER, song_id INTEGER, position INTEGER)',
      'INSERT INTO playlist_songs VALUES (1,1,10,0), (2,1,11,5), (3,2,12,0), (4,2,13,0), (5,3,14,NULL), (6,3,15,2)',
    );
    await migrate();
    expect(ask('SELECT playlist_id AS p, song_id AS s, position AS n, id FROM playlist_songs ORDER BY 1, 3')).toEqual([
      { p: 1, s: 10, n: 0, id: 1 },
      { p: 1, s: 11, n: 5, id: 2 },
      { p: 2, s: 12, n: 1, id: 3 },
      { p: 2, s: 13, n: 2, id: 4 },
      { p: 3, s: 15, n: 1, id: 6 },
      { p: 3, s: 14, n: 2, id: 5 },
    ]);
  });

  it('leaves each asset one primary location', async () => {
    old(
      'CREATE TABLE file_locations(id INTEGER PRIMARY KEY, file_asset_id INTEGER, backend_id INTEGER, is_primary INTEGER)',
      'INSERT INTO file_locations VALUES (1,1,1,1), (2,1,2,1), (3,1,3,0)',
    );
    await migrate();
    expect(ask('SELECT id, is_primary FROM file_locations ORDER BY id').map((row) => row.is_primary)).toEqual([1, 0, 0]);
  });

  it('refuses rows that contradict each other, names their columns, and changes nothing', async () => {
    old(
      'CREATE TABLE file_locations(id INTEGER PRIMARY KEY, file_asset_id INTEGER, backend_id INTEGER)',
      'INSERT INTO file_locations VALUES (1,1,1), (2,1,1)',
    );
    const refused = await openCatalogue(file).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'data_corrupt', hint: expect.stringContaining('Nothing was changed') });
    const { message } = refused as Error;
    for (const part of [file, 'file_locations.file_asset_id', 'file_locations.backend_id']) expect(message).toContain(part);
    expect(columns('file_locations')).toHaveLength(3);
    expect(ask('SELECT * FROM file_locations')).toHaveLength(2);
  });
});

describe('when any subset of tables and columns exists', () => {
  it('adds the rest and loses no row', async () => {
    const other = await fresh();
    const subsets = fc.tuple(
      ...allTables.map((table) => fc.option(fc.subarray(table.columns.map(([name]) => name).filter((name) => name !== 'id')))),
    );
    await fc.assert(
      fc.asyncProperty(subsets, async (chosen) => {
        rmSync(file, { force: true });
        const made: string[] = [];
        const statements: string[] = [];
        for (const [index, names] of chosen.entries()) {
          const table = allTables[index]!;
          if (names === null || (table.withoutRowid && names.length < 2)) continue;
          const own = table.columns.some(([name]) => name === 'id') ? ['id INTEGER PRIMARY KEY'] : [];
          if (own.length + names.length === 0) continue;
          const values = (row: number): string =>
            [...own.map(() => row), ...names.map((name) => (name === 'platform' ? "'qq'" : row))].join(', ');
          statements.push(
            `CREATE TABLE ${table.name}(${[...own, ...names.map((name) => `${name} TEXT`)].join(', ')})`,
            ...[1, 2, 3].map((row) => `INSERT INTO ${table.name} VALUES (${values(row)})`),
          );
          made.push(table.name);
        }
        old(...statements);
        await migrate();
        for (const { name } of allTables) expect(columns(name)).toEqual(columns(name, other));
        for (const name of made) if (name !== 'artists') expect(ask(`SELECT count(*) AS n FROM ${name}`)[0]?.n).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 10 },
    );
  });
});
