import { dirname, join } from 'node:path';
import { type Database, type Migration, type MigrationRunner, openDatabase } from '@catalogsync/sqlite';

/** The words of songs by id, without the words themselves; how far the catalogue has been read. */
class SongWords1763700000000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(
      `CREATE VIRTUAL TABLE song_words USING fts5(words, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 0')`,
    );
    await runner.query('CREATE TABLE read_songs(last_id INTEGER NOT NULL, rules INTEGER NOT NULL)');
    await runner.query('INSERT INTO read_songs VALUES (0, 0)');
  }
}

/**
 * Opens `song_search.db` in the folder of the catalogue. It holds nothing that cannot be made again, and writing it never makes a
 * job wait.
 * @throws Fault as `openDatabase`
 */
export function openSearchDatabase(catalogue: string): Promise<Database> {
  return openDatabase({ file: join(dirname(catalogue), 'song_search.db'), migrations: [SongWords1763700000000], owner: 'exclusive' });
}
