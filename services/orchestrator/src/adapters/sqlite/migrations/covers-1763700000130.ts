import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

const address = (row: 'new' | 'old'): string =>
  `CASE WHEN json_valid(${row}.metadata_json) THEN json_extract(${row}.metadata_json, '$.cover_url') END`;

/** Looked for anew; what is there is shown until then. */
const again = (table: 'song' | 'playlist', where: string): string =>
  `UPDATE ${table}_covers SET state = 'pending', looked_at = NULL, stamp = NULL WHERE ${where}`;

const coverTables = ['song', 'album', 'playlist', 'artist'] as const;

/**
 * Triggers notice what changes a picture's place, whoever writes it. References are plain numbers: another program that
 * deletes songs must not be stopped by tables it does not know.
 */
const texts: readonly string[] = [
  `CREATE TABLE covers(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, hash TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
     color TEXT NOT NULL, thumbhash BLOB NOT NULL, media_type TEXT NOT NULL, source_kind TEXT NOT NULL, source_address TEXT,
     made_at INTEGER NOT NULL)`,
  'CREATE UNIQUE INDEX covers_identity ON covers(hash)',
  ...coverTables.flatMap((of) => [
    `CREATE TABLE ${of}_covers(${of}_id INTEGER PRIMARY KEY NOT NULL, cover_id INTEGER, state TEXT NOT NULL DEFAULT 'pending',
       looked_at INTEGER, stamp TEXT)`,
    `CREATE INDEX ${of}_covers_by_cover ON ${of}_covers(cover_id)`,
  ]),
  'CREATE INDEX song_covers_by_stamp ON song_covers(stamp)',
  'CREATE INDEX song_covers_by_time ON song_covers(looked_at)',
  'CREATE INDEX playlist_covers_by_stamp ON playlist_covers(stamp)',
  `CREATE TRIGGER songs_changed_cover AFTER UPDATE OF metadata_json ON songs WHEN ${address('old')} IS NOT ${address('new')} BEGIN
     ${again('song', 'song_id = new.id')}; END`,
  'CREATE TRIGGER songs_removed_cover AFTER DELETE ON songs BEGIN DELETE FROM song_covers WHERE song_id = old.id; END',
  `CREATE TRIGGER file_assets_changed_cover AFTER UPDATE OF file_size_bytes ON file_assets
     WHEN old.file_size_bytes IS NOT new.file_size_bytes BEGIN ${again('song', 'song_id = new.song_id')}; END`,
  `CREATE TRIGGER playlists_changed_cover AFTER UPDATE OF cover_url ON playlists WHEN old.cover_url IS NOT new.cover_url BEGIN
     ${again('playlist', 'playlist_id = new.id')}; END`,
  'CREATE TRIGGER playlists_removed_cover AFTER DELETE ON playlists BEGIN DELETE FROM playlist_covers WHERE playlist_id = old.id; END',
  'CREATE TRIGGER artists_removed_cover AFTER DELETE ON artists BEGIN DELETE FROM artist_covers WHERE artist_id = old.id; END',
];

/** Covers, and what is known about those of songs, albums, playlists and artists. */
export class Covers1763700000130 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
