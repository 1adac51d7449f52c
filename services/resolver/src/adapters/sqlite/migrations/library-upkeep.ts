import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/**
 * What a file's audio is without its tags, filled in as files are read; and what is wrong in the library folders: known faults, which
 * each job tells once, and since when and by whom they are set aside.
 */
export class LibraryUpkeep1795200000065 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('ALTER TABLE library_files ADD COLUMN audio_hash TEXT');
    await runner.query('ALTER TABLE library_reads ADD COLUMN audio_hash TEXT');
    await runner.query(`CREATE TABLE library_faults (
      path TEXT NOT NULL,
      reason TEXT NOT NULL,
      stamp TEXT NOT NULL,
      first_seen_at INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL,
      set_aside_at INTEGER,
      set_aside_by TEXT,
      PRIMARY KEY (path, reason)
    ) WITHOUT ROWID`);
  }
}
