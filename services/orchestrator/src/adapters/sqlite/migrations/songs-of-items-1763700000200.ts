import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** The search for songs reads them anew; it forgets their rows then. */
const renamed = `CREATE TRIGGER songs_renamed AFTER UPDATE OF name, singers ON songs
  WHEN old.name IS NOT new.name OR old.singers IS NOT new.singers BEGIN
    INSERT OR IGNORE INTO renamed_songs(song_id) VALUES (new.id); END`;

const texts: readonly string[] = [
  'CREATE TABLE renamed_songs(song_id INTEGER PRIMARY KEY NOT NULL)',
  renamed,
  'CREATE INDEX job_items_by_song ON job_items(song_id, id) WHERE song_id IS NOT NULL',
  'CREATE INDEX songs_by_platform ON songs(platform, name COLLATE NOCASE, id)',
];

/** The work on single songs, the songs of one platform by name, and what the search for songs has to read anew. */
export class SongsOfItems1763700000200 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
