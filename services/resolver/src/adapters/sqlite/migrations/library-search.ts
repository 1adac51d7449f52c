import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** Keys for finding songs in the library. They are filled on first use, so this migration is instant. */
export class LibrarySearch1795200000030 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
  }
}

const statements = [
  // The version of the rules that made a file's keys; 0 for none, and after every change of the file.
  'ALTER TABLE library_files ADD COLUMN search_rules INTEGER NOT NULL DEFAULT 0',
  "CREATE INDEX library_files_search_rules ON library_files (search_rules) WHERE state = 'listed'",
  'CREATE TABLE library_search_keys (search_key TEXT NOT NULL, file_id INTEGER NOT NULL, PRIMARY KEY (search_key, file_id)) WITHOUT ROWID',
  'CREATE INDEX library_search_keys_file ON library_search_keys (file_id)',
];
