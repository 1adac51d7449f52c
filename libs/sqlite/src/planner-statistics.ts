import type { Database as Connection, Statement } from 'better-sqlite3';

/** Rows that are written between two looks. */
const lookAfter = 10_000;
/** Tables of any use whose size is another one by now (https://sqlite.org/pragma.html#pragma_optimize). */
const changedTables = 0x10002;
/** Lists what would be done instead of doing it. */
const listOnly = 0x00001;

/**
 * Keeps the statistics by which SQLite plans near the truth while a database grows. Those of an almost empty table have it read the
 * whole table for one row, and SQLite looks at them only when it is told to.
 */
export class PlannerStatistics {
  private readonly written: Statement<[], number>;
  private lookedAt = 0;

  constructor(private readonly connection: Connection) {
    this.written = connection.prepare<[], number>('SELECT total_changes()').pluck();
  }

  /** Call it at the end of a transaction, of which it becomes a part. */
  lookIfDue(): void {
    const written = this.written.get() ?? 0;
    if (written - this.lookedAt < lookAfter) return;
    this.lookedAt = written;
    if ((this.connection.pragma(`optimize = ${changedTables | listOnly}`) as unknown[]).length === 0) return;
    this.connection.pragma(`optimize = ${changedTables}`);
    // Other connections read the statistics again only when the schema changes.
    this.connection.exec('CREATE VIEW statistics_changed AS SELECT 1; DROP VIEW statistics_changed');
  }
}
