import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** Not `OR IGNORE`: the conflict clause of the statement that fires a trigger takes the place of those in the trigger. */
const queue = (ids: string): string =>
  `INSERT INTO album_queue(song_id) SELECT id FROM (${ids}) AS songs_to_place WHERE NOT EXISTS (SELECT 1 FROM album_queue WHERE song_id = songs_to_place.id)`;
const changed = (ids: string): string =>
  `INSERT INTO album_changes(album_id) SELECT id FROM (${ids}) AS albums_to_derive WHERE NOT EXISTS (SELECT 1 FROM album_changes WHERE album_id = albums_to_derive.id)`;
const refresh = (row: 'new' | 'old'): string => changed(`SELECT ${row}.album_id AS id`);

/**
 * Triggers put songs into the queue, so that one gets its album and genres whoever writes it. References are plain numbers:
 * another program that deletes songs must not be stopped by tables it does not know.
 */
const texts: readonly string[] = [
  'ALTER TABLE songs ADD COLUMN added_at INTEGER',
  `CREATE TABLE albums(id INTEGER PRIMARY KEY AUTOINCREMENT, identity TEXT NOT NULL, name TEXT NOT NULL, year INTEGER, release_date TEXT,
     kind TEXT NOT NULL DEFAULT 'album', musicbrainz_id TEXT)`,
  'CREATE UNIQUE INDEX albums_identity ON albums(identity)',
  `CREATE TABLE album_songs(song_id INTEGER PRIMARY KEY, album_id INTEGER NOT NULL, disc_number INTEGER NOT NULL DEFAULT 0,
     track_number INTEGER NOT NULL DEFAULT 0)`,
  'CREATE INDEX album_songs_by_album ON album_songs(album_id, disc_number, track_number, song_id)',
  `CREATE TABLE album_artists(album_id INTEGER NOT NULL, position INTEGER NOT NULL, artist_id INTEGER NOT NULL,
     PRIMARY KEY(album_id, position)) WITHOUT ROWID`,
  'CREATE INDEX album_artists_by_artist ON album_artists(artist_id, album_id)',
  'CREATE TABLE genres(id INTEGER PRIMARY KEY AUTOINCREMENT, identity TEXT NOT NULL, name TEXT NOT NULL)',
  'CREATE UNIQUE INDEX genres_identity ON genres(identity)',
  `CREATE TABLE genre_spellings(genre_id INTEGER NOT NULL, spelling TEXT NOT NULL, song_count INTEGER NOT NULL DEFAULT 0,
     PRIMARY KEY(genre_id, spelling)) WITHOUT ROWID`,
  `CREATE TABLE song_genres(song_id INTEGER NOT NULL, position INTEGER NOT NULL, genre_id INTEGER NOT NULL, spelling TEXT NOT NULL,
     PRIMARY KEY(song_id, position)) WITHOUT ROWID`,
  'CREATE INDEX song_genres_by_genre ON song_genres(genre_id, song_id)',
  'CREATE TABLE album_queue(song_id INTEGER PRIMARY KEY)',
  'CREATE TABLE album_changes(album_id INTEGER PRIMARY KEY)',
  `CREATE TABLE moved_ids(kind TEXT NOT NULL, old_id INTEGER NOT NULL, new_kind TEXT NOT NULL, new_id INTEGER NOT NULL,
     PRIMARY KEY(kind, old_id)) WITHOUT ROWID`,
  'CREATE INDEX moved_ids_by_new ON moved_ids(new_kind, new_id)',
  'CREATE TABLE source_positions(source TEXT PRIMARY KEY NOT NULL, position TEXT NOT NULL) WITHOUT ROWID',
  queue('SELECT id FROM songs'),
  `CREATE TRIGGER songs_added_at AFTER INSERT ON songs WHEN new.added_at IS NULL BEGIN
     UPDATE songs SET added_at = CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE id = new.id; END`,
  `CREATE TRIGGER songs_added_album AFTER INSERT ON songs BEGIN ${queue('SELECT new.id AS id')}; END`,
  `CREATE TRIGGER songs_changed_album AFTER UPDATE OF singers, metadata_json ON songs
     WHEN old.metadata_json IS NOT new.metadata_json OR old.singers IS NOT new.singers BEGIN ${queue('SELECT new.id AS id')}; END`,
  `CREATE TRIGGER songs_removed_album AFTER DELETE ON songs BEGIN
     DELETE FROM album_songs WHERE song_id = old.id;
     DELETE FROM genres WHERE id IN (SELECT genre_id FROM song_genres WHERE song_id = old.id)
       AND NOT EXISTS (SELECT 1 FROM song_genres WHERE genre_id = genres.id AND song_id <> old.id);
     DELETE FROM song_genres WHERE song_id = old.id;
     DELETE FROM album_queue WHERE song_id = old.id; END`,
  ...['INSERT', 'DELETE'].map((change) => {
    const row = change === 'DELETE' ? 'old' : 'new';
    return `CREATE TRIGGER recording_songs_${change.toLowerCase()}_album AFTER ${change} ON recording_songs BEGIN
      ${queue(`SELECT id FROM songs WHERE id = ${row}.song_id`)}; END`;
  }),
  `CREATE TRIGGER album_songs_added AFTER INSERT ON album_songs BEGIN ${refresh('new')}; END`,
  `CREATE TRIGGER album_songs_changed AFTER UPDATE ON album_songs BEGIN ${refresh('old')}; ${refresh('new')}; END`,
  `CREATE TRIGGER album_songs_removed AFTER DELETE ON album_songs BEGIN ${refresh('old')}; END`,
  `CREATE TRIGGER artists_removed_album AFTER DELETE ON artists BEGIN
     ${changed('SELECT DISTINCT album_id AS id FROM album_artists WHERE artist_id = old.id')};
     DELETE FROM album_artists WHERE artist_id = old.id; END`,
  `CREATE TRIGGER song_genres_added AFTER INSERT ON song_genres BEGIN
     INSERT INTO genre_spellings(genre_id, spelling, song_count) VALUES (new.genre_id, new.spelling, 1)
       ON CONFLICT(genre_id, spelling) DO UPDATE SET song_count = song_count + 1; END`,
  `CREATE TRIGGER song_genres_removed AFTER DELETE ON song_genres BEGIN
     UPDATE genre_spellings SET song_count = song_count - 1 WHERE genre_id = old.genre_id AND spelling = old.spelling;
     DELETE FROM genre_spellings WHERE genre_id = old.genre_id AND spelling = old.spelling AND song_count < 1; END`,
];

/** Albums and genres, what waits to be placed, where old ids lead, and how far sources have been read. */
export class Albums1763700000110 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
