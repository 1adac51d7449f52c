import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

const forget = (id: string): string =>
  `DELETE FROM lyrics WHERE id = ${id} AND NOT EXISTS (SELECT 1 FROM song_lyrics WHERE lyrics_id = ${id})`;

const texts: readonly string[] = [
  'CREATE TABLE lyrics(id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL, plain TEXT, timed TEXT, language TEXT)',
  'CREATE UNIQUE INDEX lyrics_hash ON lyrics(hash)',
  'CREATE TABLE song_lyrics(song_id INTEGER PRIMARY KEY, lyrics_id INTEGER NOT NULL)',
  'CREATE INDEX song_lyrics_by_lyrics ON song_lyrics(lyrics_id)',
  'CREATE TABLE lyrics_versions(song_id INTEGER PRIMARY KEY, version TEXT NOT NULL, is_waiting INTEGER NOT NULL DEFAULT 1)',
  'CREATE INDEX lyrics_versions_waiting ON lyrics_versions(song_id) WHERE is_waiting = 1',
  `CREATE TRIGGER song_lyrics_changed AFTER UPDATE OF lyrics_id ON song_lyrics WHEN old.lyrics_id <> new.lyrics_id BEGIN ${forget('old.lyrics_id')}; END`,
  `CREATE TRIGGER song_lyrics_removed AFTER DELETE ON song_lyrics BEGIN ${forget('old.lyrics_id')}; END`,
  `CREATE TRIGGER songs_removed_lyrics AFTER DELETE ON songs BEGIN
     DELETE FROM song_lyrics WHERE song_id = old.id;
     DELETE FROM lyrics_versions WHERE song_id = old.id; END`,
];

/** Lyrics by content, the songs that have them, and which are to be read from files. */
export class Lyrics1763700000140 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
