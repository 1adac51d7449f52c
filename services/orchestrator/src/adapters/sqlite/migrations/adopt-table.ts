import type { MigrationRunner } from '@catalogsync/sqlite';
import type { TableText } from './catalogue-tables.js';

/** Frozen together with the migration that uses it. */

interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  readonly dflt_value: string | null;
  readonly hidden: number;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function declaration(table: TableText, extra: readonly ColumnInfo[]): string {
  const columns = table.columns.map(([name, text]) => `${name} ${text}`);
  // Nullable in any case: our own rows do not fill them.
  const foreign = extra.map((column) =>
    `${quoted(column.name)} ${column.type}${column.dflt_value === null ? '' : ` DEFAULT (${column.dflt_value})`}`.trim(),
  );
  const parts = [...columns, ...foreign, ...(table.key === undefined ? [] : [table.key])];
  return `CREATE TABLE ${table.name}(${parts.join(', ')})${table.withoutRowid ? ' WITHOUT ROWID' : ''}`;
}

/**
 * A duplicate identity keeps its data and gets its id appended to the last text column of the identity, so that
 * nothing is lost. Pairs have no such column and stay as they are.
 */
function distinctKey(table: TableText): { column: string; expression: (value: string) => string } | undefined {
  const column = table.unique?.findLast((name) => table.columns.some(([known, text]) => known === name && text.startsWith('TEXT')));
  if (table.unique === undefined || column === undefined) return undefined;
  const partition = table.unique.join(', ');
  return {
    column,
    expression: (value) =>
      `CASE WHEN row_number() OVER (PARTITION BY ${partition} ORDER BY id) = 1 THEN ${value} ELSE ${value} || '#' || id END`,
  };
}

/** Every known column of every older row, with defaults for missing values. */
function completed(table: TableText, present: ReadonlySet<string>, extra: readonly ColumnInfo[], rowOrder: string): string {
  const known = table.columns.map(([name, , valueOfMissing]) => {
    const missing = valueOfMissing?.replace('rowid', rowOrder);
    if (!present.has(name)) return `${name === 'id' ? rowOrder : (missing ?? 'NULL')} AS ${name}`;
    return missing === undefined ? name : `coalesce(${name}, ${missing}) AS ${name}`;
  });
  return [...known, ...extra.map((column) => quoted(column.name))].join(', ');
}

async function copyBack(runner: MigrationRunner, table: TableText, extra: readonly ColumnInfo[]): Promise<void> {
  const key = distinctKey(table);
  const names = [...table.columns.map(([name]) => name), ...extra.map((column) => quoted(column.name))];
  const values = names.map((name) => {
    if (table.name === 'playlist_songs' && name === 'position') return positionText;
    if (table.name === 'file_locations' && name === 'is_primary') return onePrimaryText;
    return name === key?.column ? key.expression(name) : name;
  });
  // A repeated pair adds nothing.
  const verb = table.withoutRowid && table.name !== 'playlist_songs' ? 'INSERT OR IGNORE' : 'INSERT';
  await runner.query(`${verb} INTO ${table.name}(${names.join(', ')}) SELECT ${values.join(', ')} FROM adopted_rows`);
}

/** Kept if a playlist's older positions are complete and distinct; else renumbered in their order. */
const positionText = `CASE
  WHEN count(position) OVER (PARTITION BY playlist_id) = count(*) OVER (PARTITION BY playlist_id)
   AND max(twins) OVER (PARTITION BY playlist_id) = 1 THEN position
  ELSE row_number() OVER (PARTITION BY playlist_id ORDER BY position IS NULL, position, adopted_order) END`;

const onePrimaryText = `CASE WHEN is_primary <> 0 AND
  row_number() OVER (PARTITION BY file_asset_id, is_primary <> 0 ORDER BY id) = 1 THEN 1 ELSE 0 END`;

/**
 * Creates a table as this build knows it. Keeps the rows of an older table of that name, with their ids and unknown
 * columns, but not its constraints, indices and triggers.
 */
export async function adoptTable(runner: MigrationRunner, table: TableText): Promise<void> {
  const found = await runner.query<ColumnInfo>(`PRAGMA table_xinfo(${table.name})`);
  if (found.length === 0) {
    await runner.query(declaration(table, []));
    return;
  }
  const present = new Set(found.map((column) => column.name.toLowerCase()));
  const known = new Set(table.columns.map(([name]) => name));
  const extra = found.filter((column) => column.hidden === 0 && !known.has(column.name.toLowerCase()));
  const rowOrder = await rowOrderOf(runner, table.name);
  const columns = completed(table, present, extra, rowOrder);
  await runner.query(`CREATE TABLE adopted_rows AS SELECT ${columns}, ${rowOrder} AS adopted_order, 1 AS twins FROM ${table.name}`);
  await runner.query(`DROP TABLE ${table.name}`);
  await runner.query(declaration(table, extra));
  if (table.name === 'playlist_songs') await runner.query(markTwins);
  await copyBack(runner, table, extra);
  await runner.query('DROP TABLE adopted_rows');
}

const markTwins = `UPDATE adopted_rows SET twins = 2
  WHERE rowid IN (SELECT min(rowid) FROM adopted_rows GROUP BY playlist_id, position HAVING count(*) > 1)`;

/** Older rows are in insertion order; a table without row ids has only its key order. */
async function rowOrderOf(runner: MigrationRunner, table: string): Promise<string> {
  const [found] = await runner.query<{ wr: number }>(`SELECT wr FROM pragma_table_list('${table}') WHERE schema = 'main'`);
  return found?.wr === 1 ? '0' : 'rowid';
}
