import { Fault } from '@catalogsync/faults';
import type { Database as Connection, Statement as NativeStatement } from 'better-sqlite3';
import { toSqliteFault } from './sqlite-fault.js';

/** Values that SQLite stores: absent is `null`, never `undefined`; a boolean is 0 or 1. */
export type SqlValue = string | number | bigint | Uint8Array | null;

/** A prepared query. */
export interface ReadStatement<Row> {
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
}

/** A prepared change. `get` and `all` return `RETURNING` rows. */
export interface WriteStatement<Row> extends ReadStatement<Row> {
  /** `lastId` is the row id of the connection's last insert. */
  run(...values: SqlValue[]): { readonly changes: number; readonly lastId: number };
}

/**
 * Statements in SQL that both SQLite and PostgreSQL accept, with `?` for each value. Every call is
 * asynchronous and takes many rows, because elsewhere each one is a round trip.
 */
export interface Questions {
  rows<Row>(sql: string, ...values: SqlValue[]): Promise<Row[]>;
}

export interface Changes extends Questions {
  /** Runs the query once for each list of values, all sent together; returns the first row of each. */
  firstOfEach<Row>(sql: string, given: readonly SqlValue[][]): Promise<Array<Row | undefined>>;
  /** Runs the INSERT once for each list of values, all sent together; returns the new ids. */
  insertEach(sql: string, given: readonly SqlValue[][]): Promise<number[]>;
  /** Runs the statement once for each list of values, all sent together. */
  changeEach(sql: string, given: readonly SqlValue[][]): Promise<void>;
  /** Returns the number of changed rows. */
  change(sql: string, ...values: SqlValue[]): Promise<number>;
}

/** Prepares each text once per connection: preparing costs ten times what running a short one does. */
export class StatementCache {
  private readonly statements = new Map<string, NativeStatement>();

  constructor(private readonly connection: Connection) {}

  prepare(sql: string): NativeStatement {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = this.connection.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }
}

/** A query on the reading connection; its errors are Faults, see `toSqliteFault`. */
export class ReadingStatement<Row> implements ReadStatement<Row> {
  constructor(
    private readonly statement: NativeStatement,
    private readonly file: string,
  ) {}

  get(...values: SqlValue[]): Row | undefined {
    try {
      return this.statement.get(...values) as Row | undefined;
    } catch (error) {
      throw toSqliteFault(error, this.file);
    }
  }

  all(...values: SqlValue[]): Row[] {
    try {
      return this.statement.all(...values) as Row[];
    } catch (error) {
      throw toSqliteFault(error, this.file);
    }
  }
}

/** A statement that refuses to run once its unit of work has ended. */
export class BoundStatement<Row> implements WriteStatement<Row> {
  constructor(
    private readonly statement: NativeStatement,
    private readonly isOpen: () => boolean,
  ) {}

  get(...values: SqlValue[]): Row | undefined {
    return this.checked().get(...values) as Row | undefined;
  }

  all(...values: SqlValue[]): Row[] {
    return this.checked().all(...values) as Row[];
  }

  run(...values: SqlValue[]): { changes: number; lastId: number } {
    const { changes, lastInsertRowid } = this.checked().run(...values);
    return { changes, lastId: Number(lastInsertRowid) };
  }

  private checked(): NativeStatement {
    if (!this.isOpen()) throw new Fault('internal', 'a store was used after its unit of work had ended');
    return this.statement;
  }
}

/** A statement for several lists of values at once. */
interface Batch {
  readonly text: string;
  readonly rows: number;
  readonly values: readonly SqlValue[];
}

const rowsOfBatch = 32;
const oneRow = / VALUES (\((?:\?, )*\?\))/;

/** An INSERT takes many rows at a third of the cost of one at a time; any other statement takes its lists one by one. */
export function* inBatches(sql: string, given: readonly (readonly SqlValue[])[]): Iterable<Batch> {
  const row = oneRow.exec(sql)?.[1];
  const size = row === undefined ? 1 : rowsOfBatch;
  let whole = 0;
  if (row !== undefined && given.length >= size) {
    const text = sql.replace(oneRow, ` VALUES ${Array(size).fill(row).join(', ')}`);
    for (; whole + size <= given.length; whole += size) yield { text, rows: size, values: given.slice(whole, whole + size).flat() };
  }
  // Only two texts for each statement, because each is kept prepared.
  for (const values of given.slice(whole)) yield { text: sql, rows: 1, values };
}

/**
 * A list passed as one value. Only this place knows SQLite's form of it; in PostgreSQL it is
 * `IN (SELECT value FROM json_array_elements_text(?::json))`, with a cast to the column's type.
 */

/** The condition that a column is in a list, passed as `asGiven(list)`. */
export const oneOfGiven = 'IN (SELECT value FROM json_each(?))';

export function asGiven(list: readonly (string | number)[]): string {
  return JSON.stringify(list);
}
