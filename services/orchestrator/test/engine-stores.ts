import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Notes, OpenStore } from '@catalogsync/job-engine/testing';
import { type Migration, type MigrationRunner, openDatabase } from '@catalogsync/sqlite';
import { catalogueMigrations } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteEngineStore } from '../src/adapters/sqlite/engine-store/sqlite-engine-store.js';
import { JobEngine1763700000010 } from '../src/adapters/sqlite/migrations/job-engine-1763700000010.js';

class Notes1763799999999 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('CREATE TABLE notes(id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
  }
}

export const engineMigrations = [...new Set([...catalogueMigrations, JobEngine1763700000010]), Notes1763799999999];

/** The engine's tables in a real file, with `synchronous` as in production. */
export async function openSqliteStore(file: string): Promise<OpenStore> {
  const database = await openDatabase({ file, migrations: engineMigrations, synchronous: 'full', owner: 'exclusive' });
  const store = new SqliteEngineStore<Notes>(database, (session) => ({
    add: (text) => void session.statement('INSERT INTO notes(text) VALUES (?)').run(text),
  }));
  const select = 'SELECT text FROM notes ORDER BY id';
  return {
    store,
    notes: async () =>
      database.reads
        .statement<{ text: string }>(select)
        .all()
        .map(({ text }) => text),
    close: () => database.close(),
  };
}

/** The same in a temporary folder, removed on close. */
export async function openTemporaryStore(): Promise<OpenStore> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  const open = await openSqliteStore(join(folder, 'catalogsync.db'));
  const close = async (): Promise<void> => {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...open, close };
}
