import type { Questions, SqlValue } from '@catalogsync/sqlite';
import { type ListOrder, mostRead } from '../../../core/console/list-part.js';
import { instantOf } from '../columns.js';

/** A condition in SQL with its values. */
export interface Condition {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** Rows of a table that lie together in an index, by id. */
export interface IdStretch {
  readonly table: string;
  /** Answered by the index; none for the whole table. */
  readonly where: readonly Condition[];
}

/** What no index answers, read row by row. */
export interface RowFilter {
  /** The columns that it reads, besides `id`; it calls the row `some`. */
  readonly columns: readonly string[];
  readonly where: readonly Condition[];
}

export interface IdPart {
  readonly order: ListOrder;
  readonly beyond: number | undefined;
  readonly limit: number;
}

export interface FoundIds {
  readonly ids: readonly number[];
  readonly next: number | undefined;
}

export const condition = (text: string, ...values: SqlValue[]): Condition => ({ text, values });

const textOf = (conditions: readonly Condition[]): string => conditions.map(({ text }) => text).join(' AND ');
const valuesOf = (conditions: readonly Condition[]): SqlValue[] => conditions.flatMap(({ values }) => values);

/** The pattern that finds texts with this part. */
export const containing = (part: string): string => `%${part.replace(/[\\%_]/g, '\\$&')}%`;

/**
 * The first matching ids beyond a place, merged from the heads of all stretches. With a filter, at most `mostRead` rows are read;
 * `next` is then where the reading ended.
 */
export async function idsIn(
  session: Questions,
  stretches: readonly IdStretch[],
  filter: RowFilter | undefined,
  part: IdPart,
): Promise<FoundIds> {
  const { order, limit } = part;
  const most = Math.max(limit + 1, Math.ceil(mostRead / Math.max(1, stretches.length)));
  const heads = await Promise.all(stretches.map((stretch) => headOf(session, stretch, filter, { ...part, most })));
  const forward = (a: number, b: number): number => (order === 'asc' ? a - b : b - a);
  // Nothing is known beyond the place where the reading of a stretch ended.
  const [end] = heads.flatMap((head) => head.end ?? []).sort(forward);
  const known = heads.flatMap(({ ids }) => ids).filter((id) => end === undefined || forward(id, end) <= 0);
  const sorted = known.sort(forward);
  const ids = sorted.slice(0, limit);
  return { ids, next: sorted.length > limit ? ids.at(-1) : end };
}

interface Head {
  readonly ids: readonly number[];
  /** The last row that was read; undefined if there is none beyond it. */
  readonly end: number | undefined;
}

async function headOf(
  session: Questions,
  { table, where }: IdStretch,
  filter: RowFilter | undefined,
  { order, beyond, limit, most }: IdPart & { readonly most: number },
): Promise<Head> {
  const all = beyond === undefined ? where : [...where, condition(order === 'asc' ? 'id > ?' : 'id < ?', beyond)];
  const ids = async (text: string, ...values: SqlValue[]): Promise<number[]> =>
    (await session.rows<{ id: number }>(text, ...values)).map(({ id }) => id);
  const from = `FROM ${table}${all.length === 0 ? '' : ` WHERE ${textOf(all)}`} ORDER BY id ${order === 'asc' ? 'ASC' : 'DESC'}`;
  if (filter === undefined) {
    const found = await ids(`SELECT id ${from} LIMIT ?`, ...valuesOf(all), limit + 1);
    return { ids: found, end: found.length > limit ? found.at(-1) : undefined };
  }
  const read = `SELECT ${['id', ...filter.columns].join(', ')} ${from} LIMIT ?`;
  const text = `SELECT id FROM (${read}) AS some WHERE ${textOf(filter.where)} LIMIT ?`;
  const found = await ids(text, ...valuesOf(all), most, ...valuesOf(filter.where), limit + 1);
  if (found.length > limit) return { ids: found, end: found.at(-1) };
  const [end] = await ids(`SELECT id ${from} LIMIT 1 OFFSET ?`, ...valuesOf(all), most - 1);
  return { ids: found, end };
}

/**
 * The first id of a table whose row was written at an instant or later; one above the last if there is none. Ids ascend with time,
 * so a few steps find it without an index on the time.
 */
export async function firstIdSince(session: Questions, table: string, instant: number): Promise<number> {
  const [ends] = await session.rows<{ first: number | null; last: number | null }>(
    `SELECT (SELECT min(id) FROM ${table}) AS first, (SELECT max(id) FROM ${table}) AS last`,
  );
  let [low, high] = [ends?.first ?? 1, (ends?.last ?? 0) + 1];
  const text = `SELECT id, created_at AS "createdAt" FROM ${table} WHERE id >= ? ORDER BY id LIMIT 1`;
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    const [row] = await session.rows<{ id: number; createdAt: string | null }>(text, middle);
    if (row === undefined || (instantOf(row.createdAt) ?? 0) >= instant) high = middle;
    else low = row.id + 1;
  }
  return low;
}

/** The ids written from one instant to before another. */
export async function writtenBetween(
  session: Questions,
  table: string,
  { since, until }: { readonly since?: number; readonly until?: number },
): Promise<Condition[]> {
  return [
    ...(since === undefined ? [] : [condition('id >= ?', await firstIdSince(session, table, since))]),
    ...(until === undefined ? [] : [condition('id < ?', await firstIdSince(session, table, until))]),
  ];
}
