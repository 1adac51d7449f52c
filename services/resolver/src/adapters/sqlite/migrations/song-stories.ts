import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** Searches and downloads by song, and what came of a search. What an older version recorded names no song, but downloads do. */
export class SongStories1795200000080 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const sql of texts) await runner.query(sql);
  }
}

const ofTarget = (field: string): string => `coalesce(json_extract(request_json, '$.target.${field}'), '')`;

const texts = [
  "ALTER TABLE resolver_decisions ADD COLUMN platform TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE resolver_decisions ADD COLUMN remote_id TEXT NOT NULL DEFAULT ''",
  'ALTER TABLE resolver_decisions ADD COLUMN result_json TEXT',
  "CREATE INDEX resolver_decisions_song ON resolver_decisions (platform, remote_id, decision_id) WHERE remote_id <> ''",
  "ALTER TABLE downloads ADD COLUMN platform TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE downloads ADD COLUMN remote_id TEXT NOT NULL DEFAULT ''",
  `UPDATE downloads SET platform = ${ofTarget('platform')}, remote_id = ${ofTarget('remoteId')} WHERE json_valid(request_json)`,
  "CREATE INDEX downloads_song ON downloads (platform, remote_id, seq) WHERE remote_id <> ''",
  'CREATE INDEX quarantined_files_download ON quarantined_files (download_id)',
];
