import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/**
 * What ranking learns in addition to `resolver_source_stats`, which keeps its eight columns because earlier tools
 * write its rows by position. Times are milliseconds since 1970.
 */
export class Ranking1795200000010 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of tables) await runner.query(sql);
  }
}

const tables = [
  // Attempts of one origin so far; the age of evidence is measured in them.
  'CREATE TABLE resolver_origins (origin_source TEXT PRIMARY KEY, attempts INTEGER NOT NULL) WITHOUT ROWID',
  // Decayed values as of the origin's attempt `as_of`.
  `CREATE TABLE resolver_source_evidence (
    origin_source TEXT NOT NULL,
    candidate_source TEXT NOT NULL,
    as_of INTEGER NOT NULL,
    successes REAL NOT NULL,
    failures REAL NOT NULL,
    cost_ms REAL NOT NULL,
    cost_weight REAL NOT NULL,
    fault_count INTEGER NOT NULL DEFAULT 0,
    verified_count INTEGER NOT NULL DEFAULT 0,
    refuted_count INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (origin_source, candidate_source)
  ) WITHOUT ROWID`,
  `CREATE TABLE resolver_decisions (
    decision_id INTEGER PRIMARY KEY AUTOINCREMENT,
    origin_source TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    policy TEXT NOT NULL,
    song TEXT NOT NULL,
    why_json TEXT NOT NULL
  )`,
  'CREATE INDEX resolver_decisions_origin ON resolver_decisions (origin_source, decision_id)',
  `CREATE TABLE manual_matches (
    platform TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    source TEXT NOT NULL,
    source_remote_id TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (platform, remote_id)
  ) WITHOUT ROWID`,
];
