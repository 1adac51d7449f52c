import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

const add = (row: 'old' | 'new', change: '+' | '-'): string => `INSERT INTO job_stage_failures(job_stage_id, error_class, source, count)
    SELECT ${row}.job_stage_id, coalesce(${row}.error_class, ''), ${row}.source, ${change}1 WHERE ${row}.status = 'failed'
    ON CONFLICT(job_stage_id, error_class, source) DO UPDATE SET count = count ${change} 1`;

/** A statement names its columns, whether it changes them or not; most changes concern no failed item. */
const isConcerned = `(old.status = 'failed' OR new.status = 'failed')
  AND (old.status, old.error_class, old.source, old.job_stage_id) IS NOT (new.status, new.error_class, new.source, new.job_stage_id)`;

const texts = [
  `CREATE TABLE job_stage_failures(job_stage_id INTEGER NOT NULL, error_class TEXT NOT NULL, source TEXT NOT NULL, count INTEGER NOT NULL,
     PRIMARY KEY(job_stage_id, error_class, source)) WITHOUT ROWID`,
  `INSERT INTO job_stage_failures SELECT job_stage_id, coalesce(error_class, ''), source, count(*) FROM job_items WHERE status = 'failed'
     GROUP BY job_stage_id, error_class, source`,
  `CREATE TRIGGER job_items_added_failure AFTER INSERT ON job_items WHEN new.status = 'failed' BEGIN ${add('new', '+')}; END`,
  `CREATE TRIGGER job_items_changed_failure AFTER UPDATE OF status, error_class, source, job_stage_id ON job_items WHEN ${isConcerned} BEGIN
     ${add('old', '-')}; ${add('new', '+')}; END`,
  `CREATE TRIGGER job_items_removed_failure AFTER DELETE ON job_items WHEN old.status = 'failed' BEGIN ${add('old', '-')}; END`,
];

/** How many items of each stage have failed, by class and source: counting a million anew takes a second. No class is ''. */
export class JobStageFailures1763700000240 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
