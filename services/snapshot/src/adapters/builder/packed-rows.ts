import { readTables } from '@catalogsync/snapshot-format';

const staged = 'main.staged';

/**
 * Statements that fill a table without rowid. Rows that a query appends leave an eighth of its pages empty; a copy of a table of
 * the same form fills them, at a third of the cost of the query. The pages of the first are used again by what comes next.
 * @param select rows with the columns of the table in their order; of those with one key the first stays
 */
export function packedRows(table: string, select: string): string[] {
  const definition = readTables.find((statement) => statement.startsWith(`CREATE TABLE ${table}(`)) ?? '';
  return [
    definition.replace(table, staged),
    `INSERT OR IGNORE INTO ${staged} ${select}`,
    `INSERT INTO ${table} SELECT * FROM ${staged}`,
    `DROP TABLE ${staged}`,
  ];
}
