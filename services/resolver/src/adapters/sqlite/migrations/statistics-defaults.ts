import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  readonly dflt_value: string | null;
  readonly hidden: number;
}

/** Name, declaration, and the value of rows that lack one. */
type ColumnText = readonly [name: string, declaration: string, missing: string];

const now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";
const table = 'resolver_source_stats';

/** In the order in which earlier tools write rows by position. */
const columns: readonly ColumnText[] = [
  ['origin_source', 'TEXT NOT NULL', "''"],
  ['candidate_source', 'TEXT NOT NULL', "''"],
  ['attempt_count', 'INTEGER NOT NULL DEFAULT 0', '0'],
  ['resolve_success_count', 'INTEGER NOT NULL DEFAULT 0', '0'],
  ['last_attempt_at', 'TEXT', 'NULL'],
  ['last_success_at', 'TEXT', 'NULL'],
  ['created_at', `TEXT NOT NULL DEFAULT (${now})`, now],
  ['updated_at', `TEXT NOT NULL DEFAULT (${now})`, now],
];

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * `created_at` and `updated_at` get a default, because an earlier tool's upsert names neither. A table that an earlier tool
 * made keeps its rows, further columns, indices and triggers.
 */
export class StatisticsDefaults1795200000055 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    const found = await runner.query<ColumnInfo>(`PRAGMA table_xinfo(${table})`);
    const present = new Map(found.map((column) => [column.name, column]));
    const hasDefault = (name: string): boolean => present.get(name)?.dflt_value != null;
    if (columns.every(([name]) => present.has(name)) && hasDefault('created_at') && hasDefault('updated_at')) return;
    const extra = found.filter(({ name, hidden }) => hidden === 0 && !columns.some(([known]) => known === name));
    const others = await runner.query<{ sql: string }>(
      `SELECT sql FROM sqlite_schema WHERE tbl_name = '${table}' AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid`,
    );
    const declared = [...columns.map(([name, text]) => `${name} ${text}`), ...extra.map(declarationOf)];
    await runner.query(`CREATE TABLE statistics_with_defaults (${declared.join(', ')}, PRIMARY KEY (origin_source, candidate_source))`);
    const names = [...columns.map(([name]) => name), ...extra.map(({ name }) => quoted(name))];
    const values = [
      ...columns.map(([name, , missing]) => (present.has(name) ? `coalesce(${name}, ${missing})` : missing)),
      ...extra.map(({ name }) => quoted(name)),
    ];
    await runner.query(`INSERT INTO statistics_with_defaults (${names.join(', ')}) SELECT ${values.join(', ')} FROM ${table}`);
    await runner.query(`DROP TABLE ${table}`);
    await runner.query(`ALTER TABLE statistics_with_defaults RENAME TO ${table}`);
    for (const { sql } of others) await runner.query(sql);
  }
}

/** Nullable in any case: our own rows do not fill it. */
function declarationOf({ name, type, dflt_value: value }: ColumnInfo): string {
  return `${quoted(name)} ${type}${value === null ? '' : ` DEFAULT (${value})`}`.trim();
}
