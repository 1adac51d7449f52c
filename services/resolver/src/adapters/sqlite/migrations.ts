import type { Migration, MigrationClass, MigrationRunner } from '@catalogsync/sqlite';
import { Audit1795200000040 } from './migrations/audit.js';
import { Downloads1795200000020 } from './migrations/downloads.js';
import { LibraryAudio1795200000075 } from './migrations/library-audio.js';
import { LibraryChanges1795200000060 } from './migrations/library-changes.js';
import { LibraryParts1795200000070 } from './migrations/library-parts.js';
import { LibrarySearch1795200000030 } from './migrations/library-search.js';
import { LibraryTwins1795200000090 } from './migrations/library-twins.js';
import { LibraryUpkeep1795200000065 } from './migrations/library-upkeep.js';
import { Ranking1795200000010 } from './migrations/ranking.js';
import { SongStories1795200000080 } from './migrations/song-stories.js';
import { StatisticsDefaults1795200000055 } from './migrations/statistics-defaults.js';

/**
 * The table of domain section 3, as earlier tools made it. Created only if it is missing; existing data stays
 * untouched (behaviour 3).
 */
class SourceStatistics1795200000000 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`CREATE TABLE IF NOT EXISTS resolver_source_stats (
      origin_source TEXT NOT NULL,
      candidate_source TEXT NOT NULL,
      attempt_count INTEGER NOT NULL DEFAULT 0,
      resolve_success_count INTEGER NOT NULL DEFAULT 0,
      last_attempt_at TEXT,
      last_success_at TEXT,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      PRIMARY KEY (origin_source, candidate_source)
    )`);
    const indices = await runner.query<{ name: string }>('PRAGMA index_list(resolver_source_stats)');
    for (const { name } of indices) {
      const columns = await runner.query<{ name: string }>(`PRAGMA index_info("${name.replaceAll('"', '""')}")`);
      if (columns.length === 1 && columns[0]?.name === 'origin_source') return;
    }
    await runner.query('CREATE INDEX idx_resolver_source_stats_origin ON resolver_source_stats (origin_source)');
  }
}

/** The library source's own tables. Times are milliseconds since 1970. */
class LibraryIndex1795200000001 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of libraryTables) await runner.query(sql);
  }
}

const libraryTables = [
  `CREATE TABLE library_files (
    file_id INTEGER PRIMARY KEY,
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ms REAL NOT NULL,
    inode REAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('listed', 'broken', 'skipped', 'gone')),
    reason TEXT NOT NULL DEFAULT '',
    fingerprint TEXT,
    track_id TEXT,
    tags_json TEXT,
    first_seen_at INTEGER NOT NULL,
    gone_at INTEGER,
    CHECK (state <> 'listed' OR (track_id IS NOT NULL AND tags_json IS NOT NULL))
  )`,
  "CREATE UNIQUE INDEX library_files_place ON library_files (root, path) WHERE state <> 'gone'",
  "CREATE INDEX library_files_track ON library_files (track_id) WHERE state = 'listed'",
  "CREATE INDEX library_files_trouble ON library_files (state, file_id) WHERE state IN ('broken', 'gone')",
  `CREATE TABLE library_reads (
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ms REAL NOT NULL,
    inode REAL NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    fingerprint TEXT,
    tags_json TEXT,
    PRIMARY KEY (root, path)
  ) WITHOUT ROWID`,
  'CREATE TABLE library_tracks (track_id TEXT PRIMARY KEY, file_id INTEGER NOT NULL) WITHOUT ROWID',
  'CREATE TABLE library_mounts (root TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (root, path)) WITHOUT ROWID',
  `CREATE TABLE library_playlist_files (
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ms REAL NOT NULL,
    inode REAL NOT NULL,
    title TEXT NOT NULL,
    entries_json TEXT NOT NULL,
    notes_json TEXT NOT NULL,
    PRIMARY KEY (root, path)
  ) WITHOUT ROWID`,
  `CREATE TABLE library_playlists (
    remote_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    is_chart INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    version TEXT NOT NULL,
    sort_key TEXT NOT NULL
  ) WITHOUT ROWID`,
  'CREATE INDEX library_playlists_order ON library_playlists (is_chart, sort_key, remote_id)',
  `CREATE TABLE library_playlist_tracks (
    remote_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    track_id TEXT NOT NULL,
    PRIMARY KEY (remote_id, position)
  ) WITHOUT ROWID`,
  'CREATE TABLE library_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
];

export const resolverMigrations: readonly MigrationClass[] = [
  SourceStatistics1795200000000,
  LibraryIndex1795200000001,
  Ranking1795200000010,
  Downloads1795200000020,
  LibrarySearch1795200000030,
  Audit1795200000040,
  StatisticsDefaults1795200000055,
  LibraryChanges1795200000060,
  LibraryUpkeep1795200000065,
  LibraryParts1795200000070,
  LibraryAudio1795200000075,
  SongStories1795200000080,
  LibraryTwins1795200000090,
];
