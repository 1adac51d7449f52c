import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** By which rules tags were read, lyrics beside files, and when tracks last changed. */
export class LibraryChanges1795200000060 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
  }
}

const statements = [
  'ALTER TABLE library_files ADD COLUMN tag_rules INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE library_files ADD COLUMN lyrics_stamp TEXT',
  'ALTER TABLE library_reads ADD COLUMN tag_rules INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE library_tracks ADD COLUMN revision INTEGER NOT NULL DEFAULT 1',
  'CREATE INDEX library_tracks_revision ON library_tracks (revision, track_id)',
  // Numbers of another database say nothing about this one.
  "INSERT INTO library_state (name, value) VALUES ('feed', lower(hex(randomblob(8)))), ('revision', '1')",
];
