import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemaDifferences } from '@catalogsync/sqlite/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { SqliteLibraryQueries } from './library-queries.js';
import { resolverMigrations } from './migrations.js';
import { SqliteRankingStore } from './ranking-store.js';
import { initialiseStatistics, openSideDatabase, resolverRows, sideDatabasePath } from './side-database.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'side-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function query<T>(file: string, sql: string): T[] {
  const database = new Database(file, { readonly: true });
  try {
    return database.prepare(sql).all() as T[];
  } finally {
    database.close();
  }
}

const indexedColumns =
  "SELECT l.name FROM pragma_index_list('resolver_source_stats') AS l, pragma_index_info(l.name) AS i WHERE l.origin = 'c' AND i.name = 'origin_source'";

describe('when the statistics are initialised', () => {
  it('creates resolver_stats.db and its folder next to the main database, whatever that is called (1, 2, 9)', async () => {
    expect(sideDatabasePath('/X/any.db')).toBe('/X/resolver_stats.db');
    const main = join(home, 'deep/er/music.db');
    expect(await initialiseStatistics(main)).toBe(join(home, 'deep/er/resolver_stats.db'));
    expect(query(join(home, 'deep/er/resolver_stats.db'), 'SELECT * FROM resolver_source_stats')).toEqual([]);
  });

  it('leaves one table, one index and the data untouched the second time (3)', async () => {
    const file = await initialiseStatistics(join(home, 'a.db'));
    const writer = new Database(file);
    writer.exec("INSERT INTO resolver_source_stats VALUES ('qq', 'kuwo', 3, 2, 'x', 'y', 'z', 'z')");
    writer.close();
    await initialiseStatistics(join(home, 'a.db'));
    expect(query(file, 'SELECT attempt_count FROM resolver_source_stats')).toEqual([{ attempt_count: 3 }]);
    expect(query(file, indexedColumns)).toHaveLength(1);
  });

  it('takes over the table of an earlier tool with its rows and its index (3)', async () => {
    const file = join(home, 'resolver_stats.db');
    const earlier = new Database(file);
    earlier.exec(`CREATE TABLE resolver_source_stats (origin_source VARCHAR NOT NULL, candidate_source VARCHAR NOT NULL, attempt_count INTEGER NOT NULL,
      resolve_success_count INTEGER NOT NULL, last_attempt_at DATETIME, last_success_at DATETIME, created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
      PRIMARY KEY (origin_source, candidate_source));
      CREATE INDEX ix_origin ON resolver_source_stats (origin_source);
      INSERT INTO resolver_source_stats VALUES ('qq', 'migu', 800, 800, 'x', 'y', 'z', 'z')`);
    earlier.close();
    await initialiseStatistics(join(home, 'catalogsync.db'));
    expect(query(file, 'SELECT candidate_source FROM resolver_source_stats')).toEqual([{ candidate_source: 'migu' }]);
    expect(query(file, indexedColumns)).toEqual([{ name: 'ix_origin' }]);
  });

  const upsert = `INSERT INTO resolver_source_stats
      (origin_source, candidate_source, attempt_count, resolve_success_count, last_attempt_at, last_success_at)
    VALUES ('qq', 'kuwo', 1, 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)
    ON CONFLICT(origin_source, candidate_source) DO UPDATE SET
      attempt_count = attempt_count + 1,
      resolve_success_count = resolve_success_count + excluded.resolve_success_count,
      last_attempt_at = excluded.last_attempt_at,
      last_success_at = COALESCE(excluded.last_success_at, last_success_at),
      updated_at = CURRENT_TIMESTAMP`;
  const columnsOfEight = `origin_source TEXT NOT NULL, candidate_source TEXT NOT NULL, attempt_count INTEGER NOT NULL DEFAULT 0,
    resolve_success_count INTEGER NOT NULL DEFAULT 0, last_attempt_at TEXT, last_success_at TEXT`;

  it.each([
    ['a new table', undefined],
    ['one made before there were defaults', `${columnsOfEight}, created_at TEXT NOT NULL, updated_at TEXT NOT NULL`],
    ['one without the two columns, and with another', `${columnsOfEight}, weight REAL DEFAULT 2.5`],
    ["an earlier tool's own", `${columnsOfEight}, created_at TEXT DEFAULT CURRENT_TIMESTAMP, updated_at TEXT DEFAULT CURRENT_TIMESTAMP`],
  ])("lets an earlier tool's upsert work in %s", async (_title, columns) => {
    const file = join(home, 'resolver_stats.db');
    if (columns !== undefined) {
      const earlier = new Database(file);
      earlier.exec(`CREATE TABLE resolver_source_stats (${columns}, PRIMARY KEY (origin_source, candidate_source));
        CREATE INDEX ix_origin ON resolver_source_stats (origin_source)`);
      earlier.close();
    }
    await initialiseStatistics(join(home, 'catalogsync.db'));
    const tool = new Database(file);
    for (let time = 0; time < 3; time++) tool.exec(upsert);
    tool.close();
    const [row] = query<Record<string, unknown>>(file, 'SELECT * FROM resolver_source_stats');
    expect(row).toMatchObject({ attempt_count: 3, resolve_success_count: 3 });
    expect(row?.created_at).toMatch(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/);
    expect(query(file, indexedColumns)).toHaveLength(1);
    const opened = await openSideDatabase(join(home, 'catalogsync.db'));
    await new SqliteRankingStore(opened).record([{ origin: 'qq', source: 'kuwo', outcome: 'missed', costMs: 1, at: 0 }]);
    await opened.close();
    expect(query(file, 'SELECT attempt_count, resolve_success_count FROM resolver_source_stats')).toEqual([
      { attempt_count: 4, resolve_success_count: 3 },
    ]);
  });

  it('writes nothing into the main database (4)', async () => {
    const main = join(home, 'main.db');
    new Database(main).exec('CREATE TABLE songs (id)').close();
    await initialiseStatistics(main);
    expect(query(main, 'SELECT name FROM sqlite_schema')).toEqual([{ name: 'songs' }]);
  });

  it('throws a fault if a folder or a file that is not a database is in its place, and leaves that file unchanged', async () => {
    mkdirSync(join(home, 'folder/resolver_stats.db'), { recursive: true });
    await expect(initialiseStatistics(join(home, 'folder/a.db'))).rejects.toMatchObject({ name: 'Fault' });
    const song = join(home, 'resolver_stats.db');
    writeFileSync(song, 'ID3 this is music, not a database'.repeat(100));
    await expect(initialiseStatistics(join(home, 'a.db'))).rejects.toMatchObject({
      code: 'data_corrupt',
      message: expect.stringContaining(song),
    });
    expect(readFileSync(song, 'utf8')).toBe('ID3 this is music, not a database'.repeat(100));
  });

  it('waits while another process writes (5)', async () => {
    const database = await openSideDatabase(join(home, 'a.db'));
    const other = new Database(database.file);
    other.exec('BEGIN IMMEDIATE');
    const unit = database.unitOfWork((session) => session);
    const written = unit.run((session) => session.statement("INSERT INTO library_state VALUES ('a', 'b')").run().changes);
    await new Promise((resolve) => setTimeout(resolve, 100));
    other.exec('COMMIT');
    expect(await written).toBe(1);
    other.close();
    await database.close();
  });
});

describe('when the row schemas are compared with what the migrations create', () => {
  it('finds no difference in any table', async () => {
    expect(await schemaDifferences({ migrations: resolverMigrations, entities: resolverRows })).toEqual([]);
  });
});

describe('when a list is paged', () => {
  it('reads it in index order, without sorting', async () => {
    const database = await openSideDatabase(join(home, 'a.db'));
    const plans: string[] = [];
    const explaining = {
      ...database,
      reads: {
        ...database.reads,
        statement: <Row>(sql: string) => ({
          get: () => undefined,
          all: (...values: (string | number | bigint | Uint8Array | null)[]) => {
            const rows = database.reads.statement<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
            plans.push(rows.map((row) => row.detail).join('; '));
            return [] as Row[];
          },
        }),
      },
    };
    const queries = new SqliteLibraryQueries(explaining);
    await queries.playlists(true, { after: { sortKey: 'a', id: 'b' }, limit: 10 });
    await queries.playlistTracks('x', 3, 10);
    await queries.trackFiles('x', 10);
    expect(plans).toHaveLength(3);
    for (const plan of plans) {
      expect(plan).toContain('SEARCH');
      expect(plan).not.toMatch(/TEMP B-TREE|SCAN/);
    }
    await database.close();
  });
});
