import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** What people decided here, see catalogsync.audit.v1. Times are milliseconds since 1970. */
export class Audit1795200000040 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`CREATE TABLE resolver_audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      via TEXT NOT NULL,
      address TEXT NOT NULL,
      action TEXT NOT NULL,
      target TEXT NOT NULL,
      outcome TEXT NOT NULL
    )`);
    await runner.query('CREATE INDEX resolver_audit_by_time ON resolver_audit (at, id)');
  }
}
