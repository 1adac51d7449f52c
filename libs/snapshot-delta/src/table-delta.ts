import type { Database } from 'better-sqlite3';
import { changedRows, goneRows } from './delta-rows.js';
import { applyDerived, isDerived } from './lists-of-tracks.js';

/** A table of a snapshot, as a delta knows it. */
export interface DeltaTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Empty for a table without a key: a delta holds all its rows. */
  readonly key: readonly string[];
}

/** Where a delta keeps the keys of rows that left a table. */
const goneName = ({ name }: DeltaTable): string => `${name} gone`;

/** Which columns of a row a delta has, as bits in their order without those of the key; all, for a row that is new. */
const mask = '"changed columns"';

const list = (columns: readonly string[], of = ''): string => columns.map((name) => `${of}"${name}"`).join(', ');

/** The tables of a database in the order in which they were made, which is that in which a delta is applied. */
export function deltaTables(db: Database, schema = 'main'): readonly DeltaTable[] {
  const names = db
    .prepare<[], string>(`SELECT name FROM ${schema}.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid`)
    .pluck(true)
    .all();
  const columns = db.prepare<[string, string], { name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?, ?) ORDER BY cid');
  return names.map((name) => {
    const found = columns.all(name, schema);
    const key = found.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    return { name, columns: found.map((one) => one.name), key: key.map((one) => one.name) };
  });
}

/** The whole schema of a delta: columns have no types, so that values stay as they are. */
export function deltaSchema(tables: readonly DeltaTable[]): readonly string[] {
  return tables.flatMap((table) => [
    `CREATE TABLE "${table.name}"(${list(table.columns)}${table.key.length === 0 ? '' : `, ${mask} DEFAULT -1`})`,
    ...(table.key.length === 0 ? [] : [`CREATE TABLE "${goneName(table)}"(${list(table.key)})`]),
  ]);
}

/** Creates the empty tables of a delta in the database attached as `delta`. */
export function createDelta(db: Database, tables: readonly DeltaTable[]): void {
  for (const statement of deltaSchema(tables)) db.exec(statement.replace('CREATE TABLE ', 'CREATE TABLE delta.'));
}

/**
 * Writes into `delta` by which rows a table of one schema differs from that of another. Both are read in the order of their
 * keys. Who left is looked for only if the counts say that somebody did.
 * @returns how many rows differ
 */
export function noteDifferences(db: Database, table: DeltaTable, before: string, after: string): number {
  const { name, columns, key } = table;
  if (key.length === 0) return db.prepare(`INSERT INTO ${changedRows(name)} SELECT ${list(columns)} FROM ${after}."${name}"`).run().changes;
  const changed = key.length === columns.length ? noteNew(db, table, before, after) : noteChanged(db, table, before, after);
  const count = (schema: string): number => Number(db.prepare(`SELECT count(*) FROM ${schema}."${name}"`).pluck().get());
  const fresh = db
    .prepare(`SELECT count(*) FROM ${changedRows(name)} WHERE ${mask} = -1`)
    .pluck()
    .get();
  if (count(before) + Number(fresh) === count(after)) return changed;
  return changed + db.prepare(`INSERT INTO ${goneRows(name)} ${keysOnlyOf(table, before, after)}`).run().changes;
}

/** Keys of one schema that the other lacks. SQLite merges the two, both in the order of their keys, in half the time of looking each up. */
const keysOnlyOf = ({ name, key }: DeltaTable, one: string, other: string): string =>
  `SELECT ${list(key)} FROM ${one}."${name}" EXCEPT SELECT ${list(key)} FROM ${other}."${name}" ORDER BY ${key.map((_, at) => at + 1).join(', ')}`;

function noteNew(db: Database, table: DeltaTable, before: string, after: string): number {
  return db.prepare(`INSERT INTO ${changedRows(table.name)}(${list(table.key)}) ${keysOnlyOf(table, after, before)}`).run().changes;
}

function noteChanged(db: Database, { name, columns, key }: DeltaTable, before: string, after: string): number {
  const same = key.map((column) => `p."${column}" = n."${column}"`).join(' AND ');
  const isNew = `p."${key[0]}" IS NULL`;
  const differs = (column: string): string => (isDerived(name, column) ? 'false' : `p."${column}" IS NOT n."${column}"`);
  const differ = columns.filter((column) => !key.includes(column)).map(differs);
  const value = (column: string): string => {
    if (key.includes(column)) return `n."${column}"`;
    return isDerived(name, column) ? 'NULL' : `CASE WHEN ${isNew} OR ${differs(column)} THEN n."${column}" END`;
  };
  const bits = `CASE WHEN ${isNew} THEN -1 ELSE ${['0', ...differ.map((differing, at) => `(${differing}) * ${2 ** at}`)].join(' + ')} END`;
  const into = `INSERT INTO ${changedRows(name)} SELECT ${columns.map(value).join(', ')}, ${bits} FROM ${after}."${name}" n`;
  return db
    .prepare(`${into} LEFT JOIN ${before}."${name}" p ON ${same} WHERE ${[isNew, ...differ].join(' OR ')} ORDER BY ${list(key, 'n.')}`)
    .run().changes;
}

/**
 * Prepares `main` for `applyTable`: nothing is journaled, since whoever fails throws the file away. What is freed is
 * overwritten with zeros; otherwise the bytes of free pages would depend on which pages had to leave the cache.
 */
export function prepareToApply(db: Database): void {
  db.pragma('main.journal_mode = OFF');
  db.pragma('main.synchronous = OFF');
  db.pragma('main.secure_delete = ON');
}

/**
 * Brings a table of `main` to what `delta` says, after those that were made before it. With the same SQLite library and the same file before, the same pages come out,
 * whoever does it.
 */
export function applyTable(db: Database, { name, columns, key }: DeltaTable): void {
  const into = `INSERT OR REPLACE INTO main."${name}"(${list(columns)}) SELECT`;
  if (key.length === 0) {
    db.exec(`DELETE FROM main."${name}"`);
    db.exec(`${into} ${list(columns)} FROM ${changedRows(name)} ORDER BY rowid`);
    return;
  }
  const keys = list(key);
  db.exec(`DELETE FROM main."${name}" WHERE ${key.length === 1 ? keys : `(${keys})`} IN (SELECT ${keys} FROM ${goneRows(name)})`);
  const others = columns.filter((column) => !key.includes(column));
  const value = (column: string): string =>
    key.includes(column)
      ? `n."${column}"`
      : `CASE WHEN n.${mask} & ${2 ** others.indexOf(column)} THEN n."${column}" ELSE p."${column}" END`;
  const same = key.map((column) => `p."${column}" = n."${column}"`).join(' AND ');
  db.exec(`${into} ${columns.map(value).join(', ')} FROM ${changedRows(name)} n LEFT JOIN main."${name}" p ON ${same} ORDER BY n.rowid`);
  applyDerived(db, name);
}
