import type { ItemFilter, ItemStatus } from '@catalogsync/job-engine';
import type { ReadSession } from '@catalogsync/sqlite';

/** Reads both inside and outside a transaction. */
export type Statements = Pick<ReadSession, 'statement'>;

/** One stretch of the index by stage and status, in ascending id. */
export interface Stretch {
  readonly stageId: number;
  readonly status: ItemStatus;
  /** Only items whose `runAt` is later. */
  readonly waitingAt?: number;
}

const counter = (status: ItemStatus): string => `items_${status}`;

/**
 * The index stretches that may hold a filter's items: few, because the counts rule out stages without that status.
 */
export function stretchesOf(statements: Statements, filter: ItemFilter): Stretch[] {
  const wanted: Array<Omit<Stretch, 'stageId'>> = filter.statuses.map((status) => ({ status }));
  if (filter.waitingAt !== undefined && !filter.statuses.includes('pending'))
    wanted.push({ status: 'pending', waitingAt: filter.waitingAt });
  return wanted.flatMap((stretch) => stagesWith(statements, filter, stretch.status).map((stageId) => ({ ...stretch, stageId })));
}

function stagesWith(statements: Statements, { jobId, stageId }: ItemFilter, status: ItemStatus): number[] {
  const has = `job_stages.${counter(status)} > 0`;
  const ids = (sql: string, ...values: number[]): number[] =>
    statements
      .statement<{ id: number }>(sql)
      .all(...values)
      .map(({ id }) => id);
  if (stageId !== undefined && jobId !== undefined) {
    return ids(`SELECT id FROM job_stages WHERE id = ? AND job_run_id = ? AND ${has}`, stageId, jobId);
  }
  if (stageId !== undefined) return ids(`SELECT id FROM job_stages WHERE id = ? AND ${has}`, stageId);
  if (jobId !== undefined) return ids(`SELECT id FROM job_stages WHERE job_run_id = ? AND ${has} ORDER BY seq_no`, jobId);
  return ids(
    `SELECT job_stages.id FROM job_stages JOIN job_runs ON job_runs.id = job_run_id
      WHERE ${has} AND job_runs.status <> 'canceled' ORDER BY job_stages.id`,
  );
}

function conditions(filter: Pick<ItemFilter, 'source' | 'errorClass'>, stretch: Stretch): { text: string; values: Array<string | number> } {
  const parts = ['job_stage_id = ? AND status = ?'];
  const values: Array<string | number> = [stretch.stageId, stretch.status];
  const add = (text: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    parts.push(text);
    values.push(value);
  };
  add('error_class = ?', filter.errorClass);
  add('source = ?', filter.source);
  add('run_at > ?', stretch.waitingAt);
  return { text: parts.join(' AND '), values };
}

export interface FoundItem {
  readonly id: number;
  readonly stageId: number;
  readonly status: ItemStatus;
}

/** The first `limit` items above `after`, by ascending id, merged from the heads of all stretches. */
export function findItems(
  statements: Statements,
  filter: ItemFilter,
  page: { readonly after: number; readonly limit: number },
): FoundItem[] {
  const heads = stretchesOf(statements, filter).map((stretch) => {
    const { text, values } = conditions(filter, stretch);
    const rows = statements
      .statement<{ id: number }>(`SELECT id FROM job_items WHERE ${text} AND id > ? ORDER BY id LIMIT ?`)
      .all(...values, page.after, page.limit);
    return rows.map(({ id }) => ({ id, stageId: stretch.stageId, status: stretch.status }));
  });
  // The usual case, already in order.
  const [only] = heads;
  if (heads.length === 1 && only !== undefined) return only;
  return heads
    .flat()
    .sort((a, b) => a.id - b.id)
    .slice(0, page.limit);
}

export function countItems(statements: Statements, filter: ItemFilter): number {
  let count = 0;
  const counted = (sql: string, ...values: Array<string | number>): void => {
    for (const { n } of statements.statement<{ n: number }>(sql).all(...values)) count += n;
  };
  for (const stretch of stretchesOf(statements, filter)) {
    const { text, values } = conditions(filter, stretch);
    // A whole stretch is already counted; only a partial one must be read.
    if (values.length === 2) counted(`SELECT ${counter(stretch.status)} AS n FROM job_stages WHERE id = ?`, stretch.stageId);
    else counted(`SELECT count(*) AS n FROM job_items WHERE ${text}`, ...values);
  }
  return count;
}
