import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** How an action reached us, and the order in which the log is read. Earlier entries came over HTTP or from the command line. */
const texts: readonly string[] = [
  `CREATE TABLE audit_of_all(id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, actor TEXT NOT NULL, via TEXT NOT NULL,
     address TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL, outcome TEXT NOT NULL)`,
  `INSERT INTO audit_of_all(id, at, actor, via, address, action, target, outcome)
     SELECT id, at, actor, CASE actor WHEN 'command line' THEN 'cli' ELSE 'http' END, address, action, target, outcome
     FROM console_audit`,
  'DROP TABLE console_audit',
  'ALTER TABLE audit_of_all RENAME TO console_audit',
  'CREATE INDEX console_audit_by_time ON console_audit(at, id)',
];

/** The audit log records what is changed in other ways than over HTTP too. */
export class AuditOfAll1763700000060 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    for (const text of texts) await runner.query(text);
  }
}
