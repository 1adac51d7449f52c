import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/**
 * One row per applied revision: the previous file, which services are watched until when, and the outcome. At most
 * one is open. A separate table, because config_revisions keeps its old columns.
 */
export class ConfigApplies1763700000020 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`CREATE TABLE config_applies(
      id INTEGER PRIMARY KEY AUTOINCREMENT, revision_id INTEGER NOT NULL, previous_revision_id INTEGER NOT NULL,
      started_at INTEGER NOT NULL, watch_until INTEGER NOT NULL, watched TEXT NOT NULL,
      outcome TEXT NOT NULL DEFAULT 'open', reason TEXT NOT NULL DEFAULT '', ended_at INTEGER)`);
    await runner.query('CREATE INDEX config_applies_of_revision ON config_applies(revision_id, id)');
    await runner.query("CREATE UNIQUE INDEX config_applies_open ON config_applies(outcome) WHERE outcome = 'open'");
    await runner.query('CREATE INDEX config_revisions_text ON config_revisions(content_hash, id)');
  }
}
