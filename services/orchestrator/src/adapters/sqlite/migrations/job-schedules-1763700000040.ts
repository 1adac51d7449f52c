import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** Jobs that start automatically. Instants are milliseconds since 1970; lists are comma-separated. */
export class JobSchedules1763700000040 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`CREATE TABLE job_schedules(
      id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL DEFAULT 1, name TEXT NOT NULL UNIQUE, template TEXT NOT NULL,
      sources TEXT NOT NULL DEFAULT '', download_sources TEXT NOT NULL DEFAULT '', pattern TEXT NOT NULL,
      time_zone TEXT NOT NULL DEFAULT '', jitter_seconds INTEGER NOT NULL DEFAULT 0, blackout_hours TEXT NOT NULL DEFAULT '',
      enabled INTEGER NOT NULL DEFAULT 1, firing_at INTEGER, run_at INTEGER, planned_at INTEGER,
      last_run_at INTEGER, last_job_id INTEGER, last_error TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)`);
  }
}
