import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** How an action reached us, and the order in which the log is read. Earlier entries came over HTTP or from the command line. */
const texts: readonly string[] = [
  "ALTER TABLE console_audit ADD COLUMN via TEXT NOT NULL DEFAULT 'http'",
  "UPDATE console_audit SET via = 'cli' WHERE actor = 'command line'",
  'CREATE INDEX console_audit_by_time ON console_audit(at, id)',
];

/** The audit log records what is changed in other ways than over HTTP too. */
export class AuditOfAll1763700000060 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
