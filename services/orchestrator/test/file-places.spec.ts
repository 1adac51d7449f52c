import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@catalogsync/sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteFilePlaces } from '../src/adapters/sqlite/stores/file-places.js';
import { initialiseCatalogue } from '../src/main.js';

// Real here: the catalogue's database.
let folder: string;
let database: Database;

const rows = `
  INSERT INTO storage_backends(id, name, backend_type, base_path) VALUES (10, 'music', 'local', '/m'), (11, 'other', 'local', '/o'),
    (12, 'bucket', 'object_storage', NULL);
  INSERT INTO songs(id, platform, remote_song_id, name) VALUES (1, 'library', 'a', 'A'), (2, 'qq', 'b', 'A'), (3, 'library', 'c', 'C');
  INSERT INTO recordings VALUES (1, 1); INSERT INTO recording_songs VALUES (1, 1), (2, 1);
  INSERT INTO file_assets(id, song_id, quality_label, ext) VALUES (1, 1, 'high', 'mp3'), (2, 1, 'lossless', 'flac'), (3, 2, 'low', 'ogg'), (4, 3, 'low', '');
  INSERT INTO file_locations(id, file_asset_id, backend_id, locator, status, is_primary) VALUES
    (1, 1, 10, 'a.mp3', 'active', 1), (2, 1, 11, 'a2.mp3', 'active', 0), (3, 1, 12, 'a3.mp3', 'active', 0),
    (4, 2, 10, 'a.flac', 'active', 1), (5, 3, 10, 'b.ogg', 'active', 1), (6, 4, 10, 'c.xyz', 'missing', 0);`;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'file-places-'));
  const db = join(folder, 'catalogsync.db');
  await initialiseCatalogue({ db });
  const connection = new Connection(db);
  connection.exec(rows);
  connection.close();
  database = await openCatalogue(db);
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const locate = (id: number) => new SqliteFilePlaces(database.reads).locate(id);

describe('when the place of a file is asked for', () => {
  it('is its own, then that of its quality, of its song, of a linked song, and never one of object storage', async () => {
    const writes = database.unitOfWork((session) => session);
    const lose = (id: number) =>
      writes.run((session) => session.change("UPDATE file_locations SET status = 'missing', is_primary = 0 WHERE id = ?", id));
    expect(await locate(1)).toEqual({ backendName: 'music', locator: 'a.mp3', ext: 'mp3' });
    await lose(1);
    expect(await locate(1)).toEqual({ backendName: 'other', locator: 'a2.mp3', ext: 'mp3' });
    await lose(2);
    expect(await locate(1)).toMatchObject({ locator: 'a.flac' });
    expect(await locate(3)).toMatchObject({ locator: 'a.flac' });
    await lose(4);
    expect(await locate(1)).toMatchObject({ locator: 'b.ogg' });
    await lose(5);
    expect(await locate(1)).toBeUndefined();
  });

  it('is nowhere for a file that is gone, and for one that never was', async () => {
    expect(await locate(6)).toBeUndefined();
    expect(await locate(999)).toBeUndefined();
  });
});
