import Connection from 'better-sqlite3';

/** Tables as the earlier tool made them, with rows; `rows` are appended. */
export const earlierSql = `
  CREATE TABLE playlist_pools(id INTEGER PRIMARY KEY, platform TEXT, pool_kind TEXT, external_id TEXT, name TEXT, url TEXT, metadata_json TEXT);
  CREATE TABLE playlists(id INTEGER PRIMARY KEY, platform TEXT, remote_playlist_id TEXT, name TEXT, description TEXT, cover_url TEXT,
    play_count INTEGER, collected_song_count INTEGER, sync_status TEXT, last_synced_at TEXT, last_error TEXT);
  CREATE TABLE pool_playlists(pool_id INTEGER, playlist_id INTEGER, PRIMARY KEY(pool_id, playlist_id));
  CREATE TABLE songs(id INTEGER PRIMARY KEY, platform TEXT, remote_song_id TEXT, name TEXT, singers TEXT, ext TEXT, file_size_bytes INTEGER,
    metadata_json TEXT);
  CREATE TABLE playlist_songs(playlist_id INTEGER, song_id INTEGER, position INTEGER, PRIMARY KEY(playlist_id, position));
  CREATE TABLE storage_backends(id INTEGER PRIMARY KEY, name TEXT, backend_type TEXT, base_path TEXT, config_json TEXT);
  CREATE TABLE file_assets(id INTEGER PRIMARY KEY, song_id INTEGER, quality_label TEXT, ext TEXT, file_size_bytes INTEGER, sha256 TEXT);
  CREATE TABLE file_locations(id INTEGER PRIMARY KEY, file_asset_id INTEGER, backend_id INTEGER, locator TEXT, status TEXT, is_primary INTEGER);
  CREATE TABLE job_runs(id INTEGER PRIMARY KEY, job_type TEXT);
  INSERT INTO job_runs VALUES (1, 'full');
  INSERT INTO playlist_pools VALUES (5, 'kuwo', 'toplist', 'kuwo_top_16', '酷我榜单', NULL, NULL);
  INSERT INTO playlists VALUES (3, 'QQMusicClient', 'p3', '华语经典', '好歌', 'http://c/3', 99, 2, 'success', '2026-01-02 03:04:05', NULL),
    (4, 'kuwo', '16', '热歌', NULL, NULL, NULL, 1, 'success', NULL, NULL);
  INSERT INTO pool_playlists VALUES (5, 4);
  INSERT INTO songs VALUES (7, 'qq', 's7', '七里香', '周杰伦', 'flac', 1000, '{"album": "七里香", "isrc": "TW1"}'),
    (8, 'qq', 's8', '珊瑚海', '周杰伦 / 梁心颐', NULL, NULL, NULL), (9, 'qq', NULL, '无号', NULL, NULL, NULL, NULL);
  INSERT INTO playlist_songs VALUES (3, 8, 1), (3, 7, 2), (3, 9, 3), (4, 7, 1);
  INSERT INTO storage_backends VALUES (1, 'local', 'local', 'library', NULL),
    (2, 'cloud', 'object_storage', NULL, '{"bucket": "music", "endpoint": "https://s3.example", "access_key": "hush-hush"}');
  INSERT INTO file_assets VALUES (1, 7, 'lossless', 'flac', 1000, 'ab'), (2, 8, 'high', 'mp3', 500, NULL);
  INSERT INTO file_locations VALUES (1, 1, 1, 'qq/周杰伦/七里香.flac', 'active', 1), (2, 1, 2, 'music/七里香.flac', 'active', 0),
    (3, 2, 1, 'qq/gone.mp3', 'active', 1), (4, 2, 2, '../../etc/passwd', 'active', 0);`;

export const statisticsSql = `
  CREATE TABLE resolver_source_stats(origin_source TEXT, candidate_source TEXT, attempt_count INTEGER, resolve_success_count INTEGER,
    last_attempt_at TEXT, last_success_at TEXT, created_at TEXT, updated_at TEXT, PRIMARY KEY(origin_source, candidate_source));
  INSERT INTO resolver_source_stats VALUES ('qq', 'KuwoMusicClient', 10, 4, '2026-01-01T00:00:00Z', NULL, 'x', 'x'),
    ('qq', 'migu', 3, 9, NULL, NULL, 'x', 'x');`;

export function makeDatabase(file: string, sql: string): void {
  const connection = new Connection(file);
  connection.pragma('synchronous = OFF');
  connection.exec(sql);
  connection.close();
}
