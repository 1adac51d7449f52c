import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

const other = `EXISTS (SELECT 1 FROM library_files WHERE fingerprint = new.fingerprint AND file_id <> new.file_id)`;
const note = `INSERT OR IGNORE INTO library_twins SELECT new.fingerprint WHERE ${other}`;
const forget = `DELETE FROM library_twins WHERE fingerprint = old.fingerprint
  AND (SELECT count(*) FROM (SELECT 1 FROM library_files WHERE fingerprint = old.fingerprint LIMIT 2)) < 2`;

const texts = [
  'CREATE TABLE library_twins (fingerprint TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID',
  `INSERT INTO library_twins SELECT fingerprint FROM library_files WHERE fingerprint IS NOT NULL GROUP BY fingerprint HAVING count(*) > 1`,
  `CREATE TRIGGER library_files_added_twin AFTER INSERT ON library_files WHEN new.fingerprint IS NOT NULL BEGIN ${note}; END`,
  `CREATE TRIGGER library_files_changed_twin AFTER UPDATE OF fingerprint ON library_files WHEN new.fingerprint IS NOT old.fingerprint BEGIN
    ${note}; ${forget}; END`,
  `CREATE TRIGGER library_files_removed_twin AFTER DELETE ON library_files WHEN old.fingerprint IS NOT NULL BEGIN ${forget}; END`,
];

/** The contents that several entries of the library have, there or gone: in a large library they are few. */
export class LibraryTwins1795200000090 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
