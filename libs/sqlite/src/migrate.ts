import { Fault } from '@catalogsync/faults';
import type { Database as Connection } from 'better-sqlite3';
import type { DataSource, Logger, MigrationInterface } from 'typeorm';
import { isConstraint } from './sqlite-fault.js';

/** What a migration may use: SQL text, one statement per call. Statements that return rows return them here. */
export interface MigrationRunner {
  query<Row = unknown>(sql: string): Promise<Row[]>;
}

/**
 * One frozen step of a schema, forward only. Runs in its own transaction with foreign keys off. Its text never
 * changes once released, and it imports nothing that may change.
 */
export interface Migration {
  up(runner: MigrationRunner): Promise<void>;
}

/** The class name ends in the 13 digits of its instant, which determine the order. */
export type MigrationClass = new () => Migration;

/** TypeORM asks for `down` only to undo, which nothing here does. */
export function ormMigrations(migrations: readonly MigrationClass[]): (new () => MigrationInterface)[] {
  return [...migrations] as unknown as (new () => MigrationInterface)[];
}

/** Failures are thrown; TypeORM's own logger would print to standard output even so. */
export const silentOrmLogger: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

/** Not TypeORM's default name, which another program's table may have. */
export const MIGRATIONS_TABLE = 'schema_migrations';

/**
 * Refuses a database that a newer build has migrated: this build does not know the meaning of its rows.
 * @throws Fault `failed_precondition`
 */
function refuseNewer(connection: Connection, known: ReadonlySet<string>, file: string): void {
  const table = connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(MIGRATIONS_TABLE);
  if (table === undefined) return;
  const applied = connection.prepare(`SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY id`).pluck().all() as string[];
  const foreign = applied.filter((name) => !known.has(name));
  if (foreign.length === 0) return;
  throw new Fault('failed_precondition', `a newer version wrote the database ${file} (unknown migration ${foreign[0]})`, {
    hint: 'Update this installation, or restore a backup made before the update.',
  });
}

/** Brings the schema up to date, each migration in a transaction of its own. */
export async function migrate(
  source: DataSource,
  connection: Connection,
  options: { readonly file: string; readonly migrations: readonly MigrationClass[] },
): Promise<void> {
  refuseNewer(connection, new Set(options.migrations.map((migration) => migration.name)), options.file);
  try {
    await source.runMigrations({ transaction: 'each' });
  } catch (error) {
    if (!isConstraint(error)) throw error;
    throw new Fault('data_corrupt', `rows of ${options.file} conflict: ${(error as Error).message}`, {
      hint: 'Nothing was changed. Remove one of the rows, then try again.',
      cause: error,
    });
  }
}
