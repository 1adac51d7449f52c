import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/**
 * What a scan of a part of the library needs, so that it costs no more in a large one: tracks that have lost their last file, in
 * the numbers of their changes, and indices by content and by track. Also the picture beside each file.
 */
export class LibraryParts1795200000070 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
  }
}

const statements = [
  'CREATE TABLE library_gone_tracks (track_id TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID',
  'CREATE INDEX library_gone_tracks_revision ON library_gone_tracks (revision, track_id)',
  'ALTER TABLE library_files ADD COLUMN picture_stamp TEXT',
  'DROP INDEX library_files_track',
  'CREATE INDEX library_files_track ON library_files (track_id) WHERE track_id IS NOT NULL',
  'CREATE INDEX library_files_content ON library_files (fingerprint) WHERE fingerprint IS NOT NULL',
  'CREATE INDEX library_files_newest ON library_files (first_seen_at, mtime_ms)',
];
