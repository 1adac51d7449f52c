import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Database, type Migration, type MigrationRunner, openDatabase, type WriteSession } from './index.js';

// Real here: SQLite and its planner, files on disk.
class Files1700000000001 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('CREATE TABLE files(id INTEGER PRIMARY KEY, name TEXT NOT NULL)');
    await runner.query('CREATE INDEX files_by_name ON files(name)');
    await runner.query('CREATE TABLE tracks(track TEXT PRIMARY KEY, file_id INTEGER NOT NULL) WITHOUT ROWID');
  }
}

const fileOfTrack = 'SELECT name FROM tracks CROSS JOIN files ON files.id = file_id WHERE track = ?';
const count = 12_000;

let folder: string;
let database: Database;
const open = (): Promise<Database> => openDatabase({ file: join(folder, 'a.db'), migrations: [Files1700000000001] });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'statistics-'));
  // Closed with one row in each table, which the statistics say from now on.
  database = await open();
  await add(0, 1);
  plansNow();
  await database.close();
  database = await open();
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

function add(from: number, to: number): Promise<void> {
  return database
    .unitOfWork((session: WriteSession) => session)
    .run((session) => {
      const [file, track] = [session.statement('INSERT INTO files VALUES (?, ?)'), session.statement('INSERT INTO tracks VALUES (?, ?)')];
      for (let id = from; id < to; id++) {
        file.run(id, `file ${id}`);
        track.run(`track ${id}`, id);
      }
    });
}

/** How the connection that reads would find the file of a track. */
function plansNow(): string {
  // A connection notices a change when it reads.
  database.reads.statement(fileOfTrack).get('track 0');
  const steps = database.reads.statement<{ detail: string }>(`EXPLAIN QUERY PLAN ${fileOfTrack}`).all('track 0');
  return steps.map(({ detail }) => detail).join('; ');
}

describe('when a database was almost empty at its last end', () => {
  it('is planned for as it is once it has grown, while it is open', async () => {
    expect(plansNow()).toContain('SCAN files');
    await add(1, count);
    expect(plansNow()).toMatch(/SEARCH files USING INTEGER PRIMARY KEY/);
    expect(database.reads.statement<{ count: number }>('SELECT COUNT(*) AS count FROM files').get()?.count).toBe(count);
  });

  it('keeps its statistics while it changes little', async () => {
    const statistics = () => database.reads.statement<{ stat: string }>('SELECT tbl, stat FROM sqlite_stat1 ORDER BY tbl').all();
    const before = statistics();
    await add(1, 100);
    expect(statistics()).toEqual(before);
    await add(100, count);
    const grown = statistics();
    expect(grown).not.toEqual(before);
    // Less than ten times as many: the plans would be the same.
    await add(count, 3 * count);
    expect(statistics()).toEqual(grown);
  });
});
