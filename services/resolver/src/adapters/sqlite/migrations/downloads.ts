import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** Downloads, their attempts, quarantine and refused files. Times are milliseconds since 1970. */
export class Downloads1795200000020 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of tables) await runner.query(sql);
  }
}

const tables = [
  `CREATE TABLE downloads (
    seq INTEGER PRIMARY KEY,
    download_id TEXT NOT NULL UNIQUE,
    request_key TEXT NOT NULL,
    request_json TEXT NOT NULL,
    holder TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'interrupted', 'succeeded', 'not_found', 'failed', 'canceled')),
    file_json TEXT,
    error_code TEXT,
    error_message TEXT NOT NULL DEFAULT '',
    error_hint TEXT NOT NULL DEFAULT '',
    released INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0,
    CHECK ((state = 'succeeded') = (file_json IS NOT NULL))
  )`,
  // At most one waiting or running download per request, across processes too.
  "CREATE UNIQUE INDEX downloads_active ON downloads (request_key) WHERE state IN ('queued', 'running', 'interrupted')",
  "CREATE INDEX downloads_ready ON downloads (request_key, seq) WHERE state = 'succeeded' AND released = 0",
  'CREATE INDEX downloads_by_state ON downloads (state, seq)',
  `CREATE TABLE download_attempts (
    download_id TEXT NOT NULL REFERENCES downloads (download_id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    source TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('succeeded', 'nothing_found', 'refused', 'failed')),
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    elapsed_ms INTEGER NOT NULL,
    PRIMARY KEY (download_id, position)
  ) WITHOUT ROWID`,
  `CREATE TABLE quarantined_files (
    seq INTEGER PRIMARY KEY,
    quarantine_id TEXT NOT NULL UNIQUE,
    download_id TEXT NOT NULL,
    path TEXT NOT NULL,
    source TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    audio_json TEXT,
    file_size_bytes INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('held', 'approved', 'rejected', 'expired')),
    created_at INTEGER NOT NULL
  )`,
  "CREATE INDEX quarantined_files_held ON quarantined_files (seq) WHERE state = 'held'",
  "CREATE INDEX quarantined_files_track ON quarantined_files (source, remote_id) WHERE state = 'held'",
  `CREATE TABLE rejected_files (
    sha256 TEXT NOT NULL,
    source TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (source, remote_id, sha256),
    CHECK (sha256 <> '' OR remote_id <> '')
  ) WITHOUT ROWID`,
  "CREATE INDEX rejected_files_content ON rejected_files (sha256) WHERE sha256 <> ''",
];
