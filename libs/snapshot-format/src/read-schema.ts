/**
 * Other platforms' songs of a track: their ids lead to it. `names` are those that the track itself does not have. Snapshots of
 * earlier versions lack this table.
 */
export const aliasTable = `catalog_track_aliases(
     song_id INTEGER PRIMARY KEY, track_id INTEGER NOT NULL, platform TEXT NOT NULL, remote_song_id TEXT NOT NULL, names TEXT)`;

/**
 * The tables of `catalog_read.db` (domain, section 4). Created empty, filled by `INSERT … SELECT`, then indexed:
 * building an index after the rows costs a third of maintaining it meanwhile.
 */
export const readTables: readonly string[] = [
  `CREATE TABLE catalog_playlists(
     playlist_id INTEGER PRIMARY KEY, platform TEXT NOT NULL, remote_playlist_id TEXT NOT NULL, name TEXT NOT NULL,
     description TEXT, cover_url TEXT, play_count INTEGER NOT NULL, song_count INTEGER NOT NULL)`,
  `CREATE TABLE catalog_tracks(
     song_id INTEGER PRIMARY KEY, platform TEXT NOT NULL, remote_song_id TEXT NOT NULL, name TEXT NOT NULL,
     singers TEXT, ext TEXT, file_size_bytes INTEGER, metadata_json TEXT)`,
  `CREATE TABLE ${aliasTable}`,
  `CREATE TABLE catalog_playlist_tracks(
     playlist_id INTEGER NOT NULL, song_id INTEGER NOT NULL, position INTEGER NOT NULL,
     PRIMARY KEY(playlist_id, position, song_id)) WITHOUT ROWID`,
  `CREATE TABLE catalog_track_files(
     file_location_id INTEGER PRIMARY KEY, song_id INTEGER NOT NULL, quality_label TEXT, ext TEXT, file_size_bytes INTEGER,
     backend_type TEXT NOT NULL, backend_name TEXT NOT NULL, locator TEXT NOT NULL, public_url TEXT,
     status TEXT NOT NULL, is_primary INTEGER NOT NULL)`,
  `CREATE TABLE catalog_toplists(
     toplist_id TEXT NOT NULL, playlist_id INTEGER NOT NULL, platform TEXT NOT NULL, name TEXT NOT NULL, description TEXT,
     cover_url TEXT, play_count INTEGER NOT NULL, song_count INTEGER NOT NULL, group_name TEXT,
     PRIMARY KEY(toplist_id, playlist_id)) WITHOUT ROWID`,
  'CREATE TABLE catalog_artists(artist_id INTEGER PRIMARY KEY, name TEXT NOT NULL, track_count INTEGER NOT NULL)',
  `CREATE TABLE catalog_artist_tracks(
     artist_id INTEGER NOT NULL, song_id INTEGER NOT NULL, position INTEGER NOT NULL,
     PRIMARY KEY(artist_id, song_id)) WITHOUT ROWID`,
  'CREATE TABLE snapshot_info(snapshot_id TEXT NOT NULL, schema_version INTEGER NOT NULL, generated_at TEXT NOT NULL)',
];

/** Every sort and filter that the public API offers has one of these (proved by EXPLAIN QUERY PLAN). */
export const readIndices: readonly string[] = [
  'CREATE INDEX catalog_playlists_by_play_count ON catalog_playlists(play_count, playlist_id)',
  'CREATE INDEX catalog_playlists_by_name ON catalog_playlists(name, playlist_id)',
  'CREATE INDEX catalog_playlists_by_platform ON catalog_playlists(platform, play_count, playlist_id)',
  'CREATE INDEX catalog_playlists_by_platform_and_name ON catalog_playlists(platform, name, playlist_id)',
  'CREATE INDEX catalog_playlists_by_platform_and_id ON catalog_playlists(platform, playlist_id)',
  'CREATE INDEX catalog_track_aliases_by_track ON catalog_track_aliases(track_id, song_id)',
  'CREATE INDEX catalog_track_files_by_song ON catalog_track_files(song_id)',
  'CREATE INDEX catalog_toplists_by_playlist ON catalog_toplists(playlist_id)',
  'CREATE INDEX catalog_artists_by_name ON catalog_artists(name, artist_id)',
  'CREATE INDEX catalog_artist_tracks_by_song ON catalog_artist_tracks(song_id, position)',
];

/**
 * Raise when new code derives other search entries from the same rows and the statements above do not show it
 * (folding, pinyin, tokens); an unchanged catalogue is then published again.
 */
export const READ_MODEL_REVISION = 1;

/** `catalog_artist_tracks.position` of an artist that only another platform's song of the track is credited to. */
export const CREDITED_ELSEWHERE = -1;
