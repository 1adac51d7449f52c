import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** Keys by which songs are found in the library. They are filled when they are first asked for, so this takes no time. */
export class LibrarySearch1795200000030 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
  }
}

const statements = [
  // By which rules the keys of a file were made; 0 for none, and after every change of the file.
  'ALTER TABLE library_files ADD COLUMN search_rules INTEGER NOT NULL DEFAULT 0',
  "CREATE INDEX library_files_search_rules ON library_files (search_rules) WHERE state = 'listed'",
  'CREATE TABLE library_search_keys (search_key TEXT NOT NULL, file_id INTEGER NOT NULL, PRIMARY KEY (search_key, file_id)) WITHOUT ROWID',
  'CREATE INDEX library_search_keys_file ON library_search_keys (file_id)',
];
