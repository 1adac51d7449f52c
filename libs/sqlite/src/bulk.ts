import { Fault } from '@catalogsync/faults';
import type { EntitySchema } from 'typeorm';
import { columnName, type Known, known } from './row-schema.js';
import { asGiven, type Changes, oneOfGiven, type SqlValue } from './statements.js';

/** Fewer are found faster one by one. */
const leastGroup = 8;

/**
 * Writes many rows of one table at once: one round trip each to read what is stored, to insert new rows and
 * to update changed ones.
 */
export class BulkTable<Row extends { id: number }, Key extends keyof Row & string, Value extends keyof Row & string> {
  private readonly findText: string;
  private readonly findGroupText: string;
  private readonly insertText: string;
  private readonly updateText: string;

  /**
   * @param key columns that identify a row
   * @param values columns that are written
   */
  constructor(
    { options: { tableName: table } }: EntitySchema<Row>,
    private readonly key: readonly Key[],
    private readonly values: readonly Value[],
  ) {
    const answered = ['id', ...values].map((name) => `${columnName(name)} AS "${name}"`).join(', ');
    this.findText = `SELECT ${answered} FROM ${table} WHERE ${key.map((name) => `${columnName(name)} = ?`).join(' AND ')}`;
    const conditions = key.map((name, at) => `${columnName(name)} ${at < key.length - 1 ? '= ?' : oneOfGiven}`);
    this.findGroupText = `SELECT ${answered}, ${columnName(key.at(-1) ?? '')} AS "lastKey" FROM ${table} WHERE ${conditions.join(' AND ')}`;
    const written = [...key, ...values].map(columnName);
    this.insertText = `INSERT INTO ${table}(${written.join(', ')}) VALUES (${written.map(() => '?').join(', ')})`;
    this.updateText = `UPDATE ${table} SET ${values.map((name) => `${columnName(name)} = ?`).join(', ')} WHERE id = ?`;
  }

  /** The stored row for each given one, in their order. */
  async find(session: Changes, given: ReadonlyArray<Pick<Row, Key>>): Promise<Array<Pick<Row, 'id' | Value> | undefined>> {
    const names = given.map((row) => nameOf(this.keyOf(row)));
    const keys = new Map(given.map((row, at) => [names[at] ?? '', this.keyOf(row)]));
    const found = new Map<string, Pick<Row, 'id' | Value> | undefined>();
    for (const group of Map.groupBy(keys.values(), groupOf).values()) {
      const rows = group.length < leastGroup ? await this.findEach(session, group) : await this.findGroup(session, group);
      for (const [name, row] of rows) found.set(name, row);
    }
    return names.map((name) => found.get(name));
  }

  /**
   * Inserts new rows, updates those that differ, and returns the ids in the order given. Rows with the same
   * key are one row.
   * @param found see `find`
   * @param settle returns what to store, given what is stored or what an earlier row with the same key set
   */
  async write<Given extends Pick<Row, Key>>(
    session: Changes,
    given: readonly Given[],
    found: ReadonlyArray<Pick<Row, 'id' | Value> | undefined>,
    settle: (given: Given, before: Known<Pick<Row, Value>> | undefined) => Known<Pick<Row, Value>>,
  ): Promise<number[]> {
    const wanted = new Map<string, Wanted<Known<Pick<Row, Value>>>>();
    const rows = given.map((row, at) => {
      const key = this.keyOf(row);
      const name = nameOf(key);
      const earlier = wanted.get(name);
      if (earlier !== undefined) {
        earlier.values = settle(row, earlier.values);
        return earlier;
      }
      const stored = found[at];
      const before = stored && known(stored);
      const one = { id: stored?.id, key, before, values: settle(row, before) };
      wanted.set(name, one);
      return one;
    });
    await this.store(session, [...wanted.values()]);
    return rows.map(({ id, key }) => id ?? lost(key));
  }

  /** `find` and `write`. */
  async save<Given extends Pick<Row, Key>>(
    session: Changes,
    given: readonly Given[],
    settle: (given: Given, before: Known<Pick<Row, Value>> | undefined) => Known<Pick<Row, Value>>,
  ): Promise<number[]> {
    return this.write(session, given, await this.find(session, given), settle);
  }

  /** Inserts the new rows and gives them their ids. */
  private async store(session: Changes, rows: readonly Wanted<Known<Pick<Row, Value>>>[]): Promise<void> {
    const added = rows.filter(({ id }) => id === undefined);
    const ids = await session.insertEach(
      this.insertText,
      added.map(({ key, values }) => [...key, ...this.valuesOf(values)]),
    );
    for (const [at, row] of added.entries()) row.id = ids[at];
    const changed = rows.filter(({ before, values }) => before !== undefined && this.values.some((name) => before[name] !== values[name]));
    await session.changeEach(
      this.updateText,
      changed.map(({ id = 0, values }) => [...this.valuesOf(values), id]),
    );
  }

  private async findEach(session: Changes, keys: readonly SqlValue[][]): Promise<Array<[string, Pick<Row, 'id' | Value> | undefined]>> {
    const rows = await session.firstOfEach<Pick<Row, 'id' | Value>>(this.findText, keys);
    return rows.map((row, at) => [nameOf(keys[at] ?? []), row]);
  }

  /** Of keys that differ in their last part alone. */
  private async findGroup(session: Changes, keys: readonly SqlValue[][]): Promise<Array<[string, Pick<Row, 'id' | Value>]>> {
    const before = keys[0]?.slice(0, -1) ?? [];
    const last = keys.map((key) => key.at(-1) as string | number);
    const rows = await session.rows<Pick<Row, 'id' | Value> & { lastKey?: SqlValue }>(this.findGroupText, ...before, asGiven(last));
    return rows.map((row) => {
      const { lastKey = null } = row;
      delete row.lastKey;
      return [nameOf([...before, lastKey]), row];
    });
  }

  private keyOf(row: Pick<Row, Key>): SqlValue[] {
    return this.key.map((name) => row[name] as SqlValue);
  }

  private valuesOf(row: Known<Pick<Row, Value>>): SqlValue[] {
    return this.values.map((name) => (row[name] ?? null) as SqlValue);
  }
}

interface Wanted<Values> {
  id: number | undefined;
  readonly key: readonly SqlValue[];
  readonly before: Values | undefined;
  values: Values;
}

/** Identifies a row by its key. */
const nameOf = (key: readonly SqlValue[]): string => key.join('\n');

/** Keys that differ in their last part alone, if that part survives the way through JSON; others are groups of their own. */
function groupOf(key: readonly SqlValue[]): string {
  const last = key.at(-1);
  const isPlain = typeof last === 'number' || (typeof last === 'string' && last.isWellFormed() && !last.includes('\0'));
  return nameOf(isPlain ? key.slice(0, -1) : [...key, '\0']);
}

function lost(key: readonly SqlValue[]): never {
  throw new Fault('internal', `nothing came of storing a row with the key ${key.join(', ')}`);
}
