/**
 * Other platforms' songs of a track: their ids lead to it. `names` are those that the track itself does not have. Snapshots of
 * earlier versions lack this table.
 */
export const aliasTable = `catalog_track_aliases(
     song_id INTEGER PRIMARY KEY, track_id INTEGER NOT NULL, platform TEXT NOT NULL, remote_song_id TEXT NOT NULL, names TEXT)`;

/** Of which snapshot a file is. */
const infoTable = 'snapshot_info(snapshot_id TEXT NOT NULL, schema_version INTEGER NOT NULL, generated_at TEXT NOT NULL)';

/**
 * What schema version 2 adds. Unknown is NULL. Ids of albums, artists, genres, covers and lyrics keep their meaning from
 * snapshot to snapshot.
 */
export const tablesOfVersion2: readonly string[] = [
  // `added_at`: of its newest track. `kind`: album, single, ep, compilation, live or soundtrack. `release_date`: as much of YYYY-MM-DD as is known.
  `CREATE TABLE catalog_albums(
     album_id INTEGER PRIMARY KEY, name TEXT NOT NULL, year INTEGER, release_date TEXT, kind TEXT NOT NULL,
     musicbrainz_id TEXT, track_count INTEGER NOT NULL, duration_ms INTEGER, cover_id INTEGER, added_at INTEGER)`,
  `CREATE TABLE catalog_album_artists(
     album_id INTEGER NOT NULL, artist_id INTEGER NOT NULL, position INTEGER NOT NULL,
     PRIMARY KEY(album_id, position)) WITHOUT ROWID`,
  // In the order of the album; 0 for an unknown disc or number.
  `CREATE TABLE catalog_album_tracks(
     album_id INTEGER NOT NULL, disc_number INTEGER NOT NULL, track_number INTEGER NOT NULL, song_id INTEGER NOT NULL,
     PRIMARY KEY(album_id, disc_number, track_number, song_id)) WITHOUT ROWID`,
  // By what tracks are sorted, filtered and found; the rest is only in their documents. `added_at`: milliseconds since 1970.
  // `other_titles`: a JSON list. `playlists`: those that the track is in, as `packIds` writes them.
  `CREATE TABLE catalog_track_details(
     song_id INTEGER PRIMARY KEY, album_id INTEGER, disc_number INTEGER, track_number INTEGER, year INTEGER, added_at INTEGER,
     play_count INTEGER, other_titles TEXT, cover_id INTEGER, lyrics_id INTEGER, playlists BLOB)`,
  'CREATE TABLE catalog_artist_details(artist_id INTEGER PRIMARY KEY, sort_name TEXT NOT NULL, album_count INTEGER NOT NULL, musicbrainz_id TEXT, cover_id INTEGER)',
  // Other names of an artist, by which search finds it.
  'CREATE TABLE catalog_artist_aliases(artist_id INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY(artist_id, name)) WITHOUT ROWID',
  'CREATE TABLE catalog_playlist_details(playlist_id INTEGER PRIMARY KEY, cover_id INTEGER, mosaic TEXT)',
  'CREATE TABLE catalog_genres(genre_id INTEGER PRIMARY KEY, name TEXT NOT NULL, track_count INTEGER NOT NULL)',
  `CREATE TABLE catalog_track_genres(
     genre_id INTEGER NOT NULL, song_id INTEGER NOT NULL, position INTEGER NOT NULL,
     PRIMARY KEY(genre_id, song_id)) WITHOUT ROWID`,
  // `hash`: SHA-256 of the source picture in hex; names the three files of the publication. `color`: #rrggbb.
  `CREATE TABLE catalog_covers(
     cover_id INTEGER PRIMARY KEY, hash TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, color TEXT NOT NULL,
     thumbhash BLOB NOT NULL)`,
  // `timed` is LRC (its lines begin with [mm:ss.xx]).
  'CREATE TABLE catalog_lyrics(lyrics_id INTEGER PRIMARY KEY, plain TEXT, timed TEXT, language TEXT)',
  // Where an id that clients may still know leads to: (kind, old id) to (kind, id). Kinds: track, album, artist, playlist.
  `CREATE TABLE catalog_moved(
     kind TEXT NOT NULL, old_id INTEGER NOT NULL, new_kind TEXT NOT NULL, new_id INTEGER NOT NULL,
     PRIMARY KEY(kind, old_id)) WITHOUT ROWID`,
  // The answers of the public API, prepared: the whole JSON of each. `changed_in`: the sequence of the snapshot in which it
  // last changed; NULL if it did not since the earliest snapshot in `catalog_history`, as most did not.
  ...(['track', 'album', 'artist', 'playlist'] as const).map(
    (kind) => `CREATE TABLE catalog_${kind}_documents(id INTEGER PRIMARY KEY, changed_in INTEGER, document TEXT NOT NULL)`,
  ),
  'CREATE TABLE catalog_deletions(kind TEXT NOT NULL, id INTEGER NOT NULL, deleted_in INTEGER NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID',
  // Earlier snapshots that `catalog_deletions` and `changed_in` reach back to.
  'CREATE TABLE catalog_history(sequence INTEGER PRIMARY KEY, snapshot_id TEXT NOT NULL UNIQUE, generated_at TEXT NOT NULL)',
];

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
  // Object storage that is read at signed addresses. Its files have the backend type `presignedType`, and their keys, below the
  // prefix, as locators. Not in files of earlier versions.
  `CREATE TABLE catalog_backends(
     name TEXT PRIMARY KEY, delivery TEXT NOT NULL, endpoint TEXT NOT NULL, region TEXT, bucket TEXT NOT NULL, prefix TEXT) WITHOUT ROWID`,
  `CREATE TABLE catalog_toplists(
     toplist_id TEXT NOT NULL, playlist_id INTEGER NOT NULL, platform TEXT NOT NULL, name TEXT NOT NULL, description TEXT,
     cover_url TEXT, play_count INTEGER NOT NULL, song_count INTEGER NOT NULL, group_name TEXT,
     PRIMARY KEY(toplist_id, playlist_id)) WITHOUT ROWID`,
  'CREATE TABLE catalog_artists(artist_id INTEGER PRIMARY KEY, name TEXT NOT NULL, track_count INTEGER NOT NULL)',
  `CREATE TABLE catalog_artist_tracks(
     artist_id INTEGER NOT NULL, song_id INTEGER NOT NULL, position INTEGER NOT NULL,
     PRIMARY KEY(artist_id, song_id)) WITHOUT ROWID`,
  `CREATE TABLE ${infoTable}`,
  // How the file came to be: `derived` is the digest of all that decides its form besides the rows; `generation` counts the
  // incremental builds since the last full one; `library` is the version of SQLite. One row, or none in files of earlier versions.
  'CREATE TABLE snapshot_lineage(id INTEGER PRIMARY KEY, derived TEXT NOT NULL, generation INTEGER NOT NULL, library TEXT NOT NULL)',
  ...tablesOfVersion2,
];

/** The tables of `origin_files.db`: what the origin needs of `catalog_track_files`, for local backends. */
export const originTables: readonly string[] = [
  infoTable,
  `catalog_track_files(
     file_location_id INTEGER PRIMARY KEY, backend_type TEXT NOT NULL, backend_name TEXT NOT NULL, locator TEXT NOT NULL, ext TEXT,
     status TEXT NOT NULL)`,
];

/**
 * Every sort and filter that the public API offers has one of these (proved by EXPLAIN QUERY PLAN). An index on a table with
 * an integer key ends with that key in any case; naming it would store it twice.
 */
export const readIndices: readonly string[] = [
  'CREATE INDEX catalog_playlists_by_play_count ON catalog_playlists(play_count)',
  'CREATE INDEX catalog_playlists_by_name ON catalog_playlists(name)',
  'CREATE INDEX catalog_playlists_by_platform ON catalog_playlists(platform, play_count)',
  'CREATE INDEX catalog_playlists_by_platform_and_name ON catalog_playlists(platform, name)',
  'CREATE INDEX catalog_playlists_by_platform_and_id ON catalog_playlists(platform)',
  'CREATE INDEX catalog_track_aliases_by_track ON catalog_track_aliases(track_id)',
  'CREATE INDEX catalog_track_files_by_song ON catalog_track_files(song_id)',
  'CREATE INDEX catalog_toplists_by_playlist ON catalog_toplists(playlist_id)',
  'CREATE INDEX catalog_artists_by_name ON catalog_artists(name)',
  'CREATE INDEX catalog_covers_by_hash ON catalog_covers(hash)',
  'CREATE INDEX catalog_artist_tracks_by_song ON catalog_artist_tracks(song_id, position)',
  'CREATE INDEX catalog_tracks_by_name ON catalog_tracks(name)',
  'CREATE INDEX catalog_track_details_by_added ON catalog_track_details(added_at)',
  'CREATE INDEX catalog_track_details_by_play_count ON catalog_track_details(play_count) WHERE play_count IS NOT NULL',
  'CREATE INDEX catalog_track_details_by_year ON catalog_track_details(year) WHERE year IS NOT NULL',
  'CREATE INDEX catalog_genres_by_name ON catalog_genres(name)',
  'CREATE INDEX catalog_albums_by_name ON catalog_albums(name)',
  'CREATE INDEX catalog_albums_by_year ON catalog_albums(year)',
  'CREATE INDEX catalog_albums_by_added ON catalog_albums(added_at)',
  'CREATE INDEX catalog_album_artists_by_artist ON catalog_album_artists(artist_id, album_id)',
  ...(['track', 'album', 'artist', 'playlist'] as const).map(
    (kind) => `CREATE INDEX catalog_${kind}_documents_by_change ON catalog_${kind}_documents(changed_in) WHERE changed_in IS NOT NULL`,
  ),
];

/**
 * Raise when new code derives other search entries from the same rows and the statements above do not show it
 * (folding, pinyin, tokens); an unchanged catalogue is then published again.
 */
export const READ_MODEL_REVISION = 4;

/** `catalog_artist_tracks.position` of an artist that only another platform's song of the track is credited to. */
export const CREDITED_ELSEWHERE = -1;
