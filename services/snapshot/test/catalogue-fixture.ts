import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import DatabaseFile, { type Database } from 'better-sqlite3';

const tables = `
  CREATE TABLE playlist_pools(id INTEGER PRIMARY KEY, platform TEXT, pool_kind TEXT, external_id TEXT, name TEXT, url TEXT, metadata_json TEXT);
  CREATE TABLE playlists(id INTEGER PRIMARY KEY, platform TEXT, remote_playlist_id TEXT, name TEXT, description TEXT, cover_url TEXT,
    play_count INTEGER, collected_song_count INTEGER, sync_status TEXT, last_synced_at TEXT, last_error TEXT);
  CREATE TABLE pool_playlists(pool_id INTEGER, playlist_id INTEGER);
  CREATE TABLE songs(id INTEGER PRIMARY KEY, platform TEXT, remote_song_id TEXT, name TEXT, singers TEXT, ext TEXT, file_size_bytes INTEGER, metadata_json TEXT);
  CREATE TABLE playlist_songs(playlist_id INTEGER, song_id INTEGER, position INTEGER, UNIQUE(playlist_id, position));
  CREATE TABLE artists(id INTEGER PRIMARY KEY, platform TEXT, remote_artist_id TEXT, name TEXT);
  CREATE TABLE artist_songs(artist_id INTEGER, song_id INTEGER, position INTEGER);
  CREATE TABLE storage_backends(id INTEGER PRIMARY KEY, name TEXT, backend_type TEXT, base_path TEXT, config_json TEXT);
  CREATE TABLE file_assets(id INTEGER PRIMARY KEY, song_id INTEGER, quality_label TEXT, ext TEXT, file_size_bytes INTEGER);
  CREATE TABLE file_locations(id INTEGER PRIMARY KEY, file_asset_id INTEGER, backend_id INTEGER, locator TEXT, status TEXT, is_primary INTEGER);`;

const rows = `
  INSERT INTO playlists VALUES
    (1, 'kuwo', 'p1', '华语经典', '老歌', 'https://img.example/1.jpg', 99, 1, NULL, NULL, NULL),
    (2, 'kuwo', 'p2', 'Rock', NULL, '', NULL, NULL, NULL, NULL, NULL),
    (3, 'qq', 'p3', '新歌榜', NULL, NULL, 5, 2, NULL, NULL, NULL);
  INSERT INTO playlist_pools VALUES
    (10, 'kuwo', 'toplist', 'kuwo_top_16', '酷我榜单', NULL, NULL),
    (11, 'kuwo', 'toplist', 'kuwo_top_17', '飙升', NULL, NULL),
    (12, 'kuwo', 'playlist_square', 'square', '广场', NULL, NULL);
  INSERT INTO pool_playlists VALUES (10, 1), (11, 1), (10, 3), (12, 2);
  INSERT INTO songs VALUES
    (1, 'kuwo', 's1', '七里香', '周杰伦', 'flac', 100, '{"duration_ms": 299000}'),
    (2, 'kuwo', 's2', '因为爱情', '陈奕迅 / 王菲', 'mp3', 50, NULL),
    (3, 'qq', 's3', 'Hello', NULL, NULL, NULL, 'not json');
  INSERT INTO playlist_songs VALUES (3, 3, 2), (1, 1, 0), (3, 1, 1);
  INSERT INTO artists VALUES (7, 'kuwo', 'a7', '周杰伦'), (8, 'kuwo', 'a8', '陈奕迅'), (9, 'kuwo', 'a9', '王菲');
  INSERT INTO artist_songs VALUES (9, 2, 1), (8, 2, 0), (7, 1, 0);
  INSERT INTO storage_backends VALUES
    (1, 'local', 'local', '/music', '{"public_base_url": "https://never.example"}'),
    (2, 'bucket', 'object_storage', NULL, '{"public_base_url": "https://cdn.example/m/"}'),
    (3, 'closed', 'object_storage', NULL, '{"public_base_url": ""}'),
    (4, 'broken', 'object_storage', NULL, '{');
  INSERT INTO file_assets VALUES (1, 1, 'lossless', 'flac', 100), (2, 2, 'high', 'mp3', 50);
  INSERT INTO file_locations VALUES
    (1, 1, 1, '周杰伦/七里香.flac', 'active', 1),
    (2, 1, 2, '/周杰伦/七里 香#1.flac', 'active', 0),
    (3, 1, 3, 'a.flac', 'active', 0),
    (4, 2, 1, 'gone.mp3', 'missing', 1),
    (5, 2, 2, 'plain/b.mp3', 'active', 0),
    (6, 2, 4, 'c.mp3', 'active', 0),
    (7, 2, 3, 'p.mp3', 'pending', 0);`;

/** The schema of the earliest databases, with only the required columns. */
const earliest = `
  CREATE TABLE playlists(id INTEGER PRIMARY KEY, name TEXT);
  CREATE TABLE songs(id INTEGER PRIMARY KEY, name TEXT, singers TEXT);
  CREATE TABLE playlist_songs(playlist_id INTEGER, song_id INTEGER);
  INSERT INTO playlists VALUES (1, '老歌'), (2, '空');
  INSERT INTO songs VALUES (1, '红豆', '王菲'), (2, '因为爱情', '陈奕迅 / 王菲'), (3, '"Quoted" \\ / x', 'A "B" \\ C / 陈奕迅 / '), (4, '无名', NULL);
  INSERT INTO playlist_songs VALUES (1, 2), (1, 1), (1, 4), (1, 3);`;

/** A temporary folder with one catalogue database. */
export class CatalogueFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'snapshot-test-'));
  readonly file = join(this.folder, 'catalogsync.db');

  static full(): CatalogueFixture {
    return new CatalogueFixture().change(tables).change(rows);
  }

  static earliest(): CatalogueFixture {
    return new CatalogueFixture().change(earliest);
  }

  static empty(): CatalogueFixture {
    return new CatalogueFixture();
  }

  change(sql: string): this {
    return this.with((db) => {
      db.exec(sql);
    });
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private with(work: (db: Database) => void): this {
    const db = new DatabaseFile(this.file);
    try {
      work(db);
    } finally {
      db.close();
    }
    return this;
  }
}

/** Rows of a query, as arrays. */
export function read(file: string, sql: string): unknown[][] {
  const db = new DatabaseFile(file, { readonly: true });
  try {
    return db.prepare(sql).raw(true).all() as unknown[][];
  } finally {
    db.close();
  }
}
