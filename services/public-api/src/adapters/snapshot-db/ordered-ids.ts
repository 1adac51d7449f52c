import type { Database, Statement } from 'better-sqlite3';
import { type Page, type Slice, type SortOrder, sliceOf, sortOrders } from '../../core/catalogue/snapshot-catalogue.js';

/** A table in the order of a column, and of ids where that is equal. An index has (filter, key, id) or (key, id). */
export interface OrderedTable {
  readonly table: string;
  readonly id: string;
  readonly key: string;
  /** Whether the key can be NULL: what it is unknown of comes last in either order. */
  readonly nullable?: boolean;
  /** A column of which one value is wanted. */
  readonly filter?: string;
}

/** Which part of the order a statement reads. */
export type OrderedPart = 'first' | 'after' | 'unknown';

/**
 * The text of one statement. Keyset paging needs its own for each order and part. What comes after a row is a UNION of
 * "same key, later id" and "later key": for a row value `(key, id) > (?, ?)` SQLite seeks by the key alone when the id is the
 * rowid, and a thousand playlists that nobody played share one key. In statements that join or sort, a plain `= ?` makes
 * SQLite (built with STAT4) recompile them for every bound value, and so does `LIMIT ?` in any: 10 to 20 µs, three times the
 * reading itself. `= +?` and `LIMIT +?` do not.
 * @internal for tests
 */
export function orderedSql({ table, id, key, nullable, filter }: OrderedTable, order: SortOrder, part: OrderedPart): string {
  const sign = order === 'asc' ? '>' : '<';
  const isIdOrder = id === key;
  const select = (...conditions: string[]): string => {
    const all = [...(filter === undefined ? [] : [`${filter} = +@filter`]), ...conditions];
    return `SELECT ${id} AS id, ${key} AS key FROM ${table}${all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`}`;
  };
  const limit = 'LIMIT +@limit';
  switch (part) {
    case 'first':
      return `${select(...(nullable ? [`${key} IS NOT NULL`] : []))} ORDER BY ${key} ${order}${isIdOrder ? '' : `, ${id} ${order}`} ${limit}`;
    case 'after':
      if (isIdOrder) return `${select(`${id} ${sign} @id`)} ORDER BY ${id} ${order} ${limit}`;
      return `${select(`${key} = +@key`, `${id} ${sign} @id`)} UNION ALL ${select(`${key} ${sign} @key`)} ORDER BY key ${order}, id ${order} ${limit}`;
    // Always after some id. Where no index has what is unknown, because nearly all of it is, the rows are passed through.
    case 'unknown':
      return `${select(`${key} IS NULL`, `${id} ${sign} @id`)} ORDER BY ${id} ${order} ${limit}`;
  }
}

/** @internal for tests */
export const orderedKeySql = ({ table, id, key }: OrderedTable): string => `SELECT ${key} FROM ${table} WHERE ${id} = ?`;

interface Bound {
  readonly filter?: string | number;
  readonly key?: number | string | null;
  readonly id?: number;
  readonly limit: number;
}

/** Of each row the first column, which is its id: an object for each costs as much as reading it. */
type PartStatement = Statement<[Bound], number>;

/** Ids of a table in its order, in pages, through statements prepared once per snapshot. */
export class OrderedIds {
  private readonly keyStatement: Statement<[number], number | string | null>;
  private readonly parts = new Map<string, PartStatement>();

  constructor(
    database: Database,
    private readonly of: OrderedTable,
  ) {
    this.keyStatement = database.prepare<[number], number | string | null>(orderedKeySql(of)).pluck(true);
    const parts: OrderedPart[] = of.nullable ? ['first', 'after', 'unknown'] : ['first', 'after'];
    for (const order of sortOrders) {
      for (const part of parts)
        this.parts.set(`${order} ${part}`, database.prepare<[Bound], number>(orderedSql(of, order, part)).pluck(true));
    }
  }

  /** The next ids; `undefined` if there is nothing with the id to continue after. */
  walk(order: SortOrder, { limit, after }: Page<number>, filter?: string | number): readonly number[] | undefined {
    const key = after === undefined ? undefined : this.keyStatement.get(after);
    if (after !== undefined && key === undefined) return undefined;
    return this.rows(order, { limit, filter, ...(after === undefined ? {} : { id: after, key }) });
  }

  page(order: SortOrder, page: Page<number>, filter?: string | number): Slice<number, number> | undefined {
    const ids = this.walk(order, { ...page, limit: page.limit + 1 }, filter);
    return ids && sliceOf(ids, page.limit, (id) => id);
  }

  private rows(order: SortOrder, bound: Bound): number[] {
    if (bound.key === null) return this.read(order, 'unknown', bound);
    const known = this.read(order, bound.key === undefined ? 'first' : 'after', bound);
    if (!this.of.nullable || known.length === bound.limit) return known;
    const id = order === 'asc' ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
    return [...known, ...this.read(order, 'unknown', { ...bound, id, limit: bound.limit - known.length })];
  }

  private read(order: SortOrder, part: OrderedPart, bound: Bound): number[] {
    return this.parts.get(`${order} ${part}`)?.all(bound) ?? [];
  }
}
