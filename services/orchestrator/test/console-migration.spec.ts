import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@catalogsync/sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { catalogueMigrations, openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';

// Real here: SQLite and the migrations.
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-migration-'));
  file = join(folder, 'catalogsync.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const before = catalogueMigrations.slice(
  0,
  catalogueMigrations.findIndex(({ name }) => name.startsWith('ConsoleAccess')),
);
const content = [
  "INSERT INTO console_users(username, password_hash, created_at) VALUES ('admin', 'x', '2026-01-01')",
  "INSERT INTO songs(id, platform, remote_song_id, name) VALUES (1, 'qq', 'a', '七里香'), (2, 'qq', 'b', 'b'), (3, 'qq', 'c', 'c')",
  "INSERT INTO storage_backends(id, name) VALUES (1, 'local'), (2, 'other')",
  "INSERT INTO file_assets(id, song_id, quality_label, ext) VALUES (1, 1, 'high', 'mp3'), (2, 1, 'low', 'mp3'), (3, 2, 'high', 'mp3')",
  "INSERT INTO file_locations(file_asset_id, backend_id, status) VALUES (1, 1, 'active'), (1, 2, 'active'), (2, 1, 'active'), (3, 1, 'missing')",
];

describe('when an earlier catalogue is opened', () => {
  it.each([[[]], [['ALTER TABLE songs ADD COLUMN active_file_count INTEGER NOT NULL DEFAULT 5']]])(
    'counts the files of its songs, and makes its users operators, even after %j',
    async (more) => {
      await (await openDatabase({ file, migrations: before })).close();
      const connection = new Connection(file);
      for (const text of [...content, ...more]) connection.exec(text);
      connection.close();
      const database = await openCatalogue(file);
      try {
        const counts = database.reads.statement<{ n: number }>('SELECT active_file_count AS n FROM songs ORDER BY id').all();
        expect(counts.map(({ n }) => n)).toEqual([3, 0, 0]);
        expect(
          database.reads
            .statement<{ role: string }>('SELECT role FROM console_users')
            .all()
            .map(({ role }) => role),
        ).toEqual(['operator']);
      } finally {
        await database.close();
      }
    },
  );
});
