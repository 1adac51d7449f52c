import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/**
 * What ended in each stage, minute by minute, and what lists of failures and of an item's log lines are found by. A minute is counted
 * since 1970.
 */
const texts: readonly string[] = [
  `CREATE TABLE job_stage_minutes(job_stage_id INTEGER NOT NULL, minute INTEGER NOT NULL, succeeded INTEGER NOT NULL, failed INTEGER NOT NULL,
     bytes INTEGER NOT NULL, PRIMARY KEY(job_stage_id, minute)) WITHOUT ROWID`,
  'CREATE INDEX job_stage_minutes_by_time ON job_stage_minutes(minute)',
  "CREATE INDEX job_items_by_cause ON job_items(job_stage_id, error_class, source, ended_at) WHERE status = 'failed'",
  'CREATE INDEX job_logs_by_item ON job_logs(job_item_id, id) WHERE job_item_id IS NOT NULL',
];

export class JobStageMinutes1763700000180 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
