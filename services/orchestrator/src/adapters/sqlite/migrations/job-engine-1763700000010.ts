import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** Added columns by table: name and declaration. All have a value for older rows. */
const added: Readonly<Record<string, ReadonlyArray<readonly [string, string]>>> = {
  job_runs: [
    ['paused_by', 'TEXT'],
    ['paused_volume', 'TEXT'],
    ['resume_wanted', 'INTEGER NOT NULL DEFAULT 0'],
  ],
  job_stages: [
    ['planned', 'INTEGER NOT NULL DEFAULT 0'],
    ['round', 'INTEGER NOT NULL DEFAULT 1'],
    ['run_at', 'INTEGER NOT NULL DEFAULT 0'],
    ['failures', 'INTEGER NOT NULL DEFAULT 0'],
    ['flawed', 'INTEGER NOT NULL DEFAULT 0'],
    ['last_error', 'TEXT'],
    ['items_pending', 'INTEGER NOT NULL DEFAULT 0'],
    ['items_running', 'INTEGER NOT NULL DEFAULT 0'],
    ['items_succeeded', 'INTEGER NOT NULL DEFAULT 0'],
    ['items_failed', 'INTEGER NOT NULL DEFAULT 0'],
    ['items_interrupted', 'INTEGER NOT NULL DEFAULT 0'],
    ['items_canceled', 'INTEGER NOT NULL DEFAULT 0'],
  ],
  job_items: [
    ['source', "TEXT NOT NULL DEFAULT ''"],
    ['display_text', "TEXT NOT NULL DEFAULT ''"],
    ['failures', 'INTEGER NOT NULL DEFAULT 0'],
    ['fence', 'INTEGER NOT NULL DEFAULT 0'],
    ['run_at', 'INTEGER NOT NULL DEFAULT 0'],
    ['lease_until', 'INTEGER'],
    ['error_class', 'TEXT'],
    ['plan_round', 'INTEGER NOT NULL DEFAULT 0'],
  ],
  job_commands: [
    ['job_stage_id', 'INTEGER'],
    ['source', 'TEXT'],
    ['error_class', 'TEXT'],
    ['cursor_id', 'INTEGER NOT NULL DEFAULT 0'],
    ['affected', 'INTEGER NOT NULL DEFAULT 0'],
  ],
};

const counted = ['pending', 'running', 'succeeded', 'failed', 'interrupted', 'canceled']
  .map((status) => `items_${status} = (SELECT count(*) FROM job_items WHERE job_stage_id = job_stages.id AND status = '${status}')`)
  .join(', ');

/**
 * What the job engine stores in addition to the old columns. In the past a stage's items were all created at once, so
 * older stages count as planned; an unfinished one without items was run without items, and is planned when it
 * continues. Items of older rounds may share a key; ours never do.
 */
const texts: readonly string[] = [
  `UPDATE job_stages SET ${counted}`,
  `UPDATE job_stages SET planned = 1 WHERE status NOT IN ('pending', 'running', 'pause_requested', 'paused')
    OR EXISTS (SELECT 1 FROM job_items WHERE job_stage_id = job_stages.id)`,
  'CREATE UNIQUE INDEX job_items_key ON job_items(job_stage_id, item_key) WHERE plan_round > 0',
  "CREATE INDEX job_items_claimable ON job_items(job_stage_id, source, run_at, id) WHERE status = 'pending'",
  'CREATE INDEX job_items_by_error ON job_items(job_stage_id, status, error_class, id) WHERE error_class IS NOT NULL',
  ...['pending', 'running', 'failed', 'interrupted'].map(
    (status) => `CREATE INDEX job_stages_with_${status} ON job_stages(id) WHERE items_${status} > 0`,
  ),
  'CREATE TABLE job_holds(kind TEXT NOT NULL, name TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY(kind, name)) WITHOUT ROWID',
  'CREATE TABLE job_engine_starts(id INTEGER PRIMARY KEY, started_at INTEGER NOT NULL, ended_at INTEGER, crashed_at INTEGER)',
  'CREATE INDEX job_engine_starts_open ON job_engine_starts(id) WHERE ended_at IS NULL',
  'CREATE INDEX job_engine_crashes ON job_engine_starts(crashed_at) WHERE crashed_at IS NOT NULL',
];

/** Columns, indices and tables of the job engine. */
export class JobEngine1763700000010 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const [table, columns] of Object.entries(added)) {
      const found = await runner.query<{ name: string }>(`PRAGMA table_info(${table})`);
      const present = new Set(found.map((column) => column.name.toLowerCase()));
      for (const [name, declaration] of columns) {
        // A column of that name from another program keeps its values if they fit.
        if (!present.has(name)) await runner.query(`ALTER TABLE ${table} ADD COLUMN ${name} ${declaration}`);
        else if (declaration.includes('DEFAULT')) {
          await runner.query(`UPDATE ${table} SET ${name} = ${declaration.split('DEFAULT ')[1]} WHERE ${name} IS NULL`);
        }
      }
    }
    for (const text of texts) await runner.query(text);
  }
}
