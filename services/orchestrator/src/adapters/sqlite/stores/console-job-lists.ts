import { itemStatuses, type JobStatus, type JobView, jobStatuses } from '@catalogsync/job-engine';
import { asGiven, type Database, oneOfGiven, type SqlValue } from '@catalogsync/sqlite';
import type { ItemFilter, ItemOfJob, JobCounts, JobFilter, JobLists } from '../../../core/console/job-lists.js';
import { type ListOrder, type ListPart, type PartQuery } from '../../../core/console/list-part.js';
import { stretchesOf } from '../engine-store/item-search.js';
import { viewsOf } from '../engine-store/job-records.js';
import { type ItemRow, select, toItem } from '../engine-store/rows.js';
import { type Condition, condition, containing, type IdStretch, idsIn, type RowFilter, writtenBetween } from './id-stretches.js';

type Reads = Database['reads'];

/** Jobs of each status that are read to be counted with a filter. */
const mostCounted = 20_000;

/** `job_runs` keeps lists of names separated by commas. */
const named = (column: string): string => `',' || ${column} || ',' LIKE ? ESCAPE '\\'`;

function jobRows({ template, source }: Pick<JobFilter, 'template' | 'source'>): RowFilter | undefined {
  const name = source === undefined ? '' : containing(`,${source},`);
  const where = [
    ...(template === undefined ? [] : [condition('job_type = ?', template)]),
    ...(source === undefined ? [] : [condition(`(${named('sources')} OR ${named('download_sources')})`, name, name)]),
  ];
  return where.length === 0 ? undefined : { columns: ['job_type', 'sources', 'download_sources'], where };
}

function itemRows({ source, text }: Pick<ItemFilter, 'source' | 'text'>): RowFilter | undefined {
  const where = [
    ...(source === undefined ? [] : [condition('source = ?', source)]),
    ...(text === undefined ? [] : [condition("display_text LIKE ? ESCAPE '\\'", containing(text))]),
  ];
  return where.length === 0 ? undefined : { columns: ['source', 'display_text'], where };
}

export class SqliteJobLists implements JobLists {
  constructor(private readonly reads: Reads) {}

  async jobs({ statuses, ...filter }: JobFilter, { beyond, limit }: PartQuery): Promise<ListPart<JobView>> {
    const within = await writtenBetween(this.reads, 'job_runs', filter);
    const stretch = (...more: Condition[]): IdStretch => ({ table: 'job_runs', where: [...more, ...within] });
    const stretches = statuses?.map((status) => stretch(condition('status = ?', status))) ?? [stretch()];
    const { ids, next } = await idsIn(this.reads, stretches, jobRows(filter), { order: 'desc', beyond, limit });
    return { rows: viewsOf(this.reads, `id ${oneOfGiven}`, asGiven(ids)).reverse(), next };
  }

  async counts(filter: Omit<JobFilter, 'statuses'>): Promise<JobCounts> {
    const within = await writtenBetween(this.reads, 'job_runs', filter);
    const rows = jobRows(filter);
    const counted = await Promise.all(jobStatuses.map((status) => this.count(status, within, rows)));
    const counts = Object.fromEntries(jobStatuses.map((status, index) => [status, counted[index]?.count ?? 0]));
    return { counts: counts as JobCounts['counts'], complete: counted.every(({ complete }) => complete) };
  }

  /** Without a filter the index alone is counted. */
  private async count(
    status: JobStatus,
    within: readonly Condition[],
    rows: RowFilter | undefined,
  ): Promise<{ readonly count: number; readonly complete: boolean }> {
    const where = [condition('status = ?', status), ...within];
    const from = `FROM job_runs WHERE ${where.map(({ text }) => text).join(' AND ')}`;
    const values = where.flatMap((one) => one.values);
    const one = async (text: string, ...given: SqlValue[]): Promise<number> =>
      (await this.reads.rows<{ n: number }>(text, ...given))[0]?.n ?? 0;
    if (rows === undefined) return { count: await one(`SELECT count(*) AS n ${from}`, ...values), complete: true };
    const read = `SELECT id, ${rows.columns.join(', ')} ${from} ORDER BY id DESC LIMIT ?`;
    const filter = rows.where.map(({ text }) => text).join(' AND ');
    const filterValues = rows.where.flatMap((condition) => condition.values);
    const count = await one(`SELECT count(*) AS n FROM (${read}) AS some WHERE ${filter}`, ...values, mostCounted, ...filterValues);
    const more = await this.reads.rows(`SELECT id ${from} ORDER BY id DESC LIMIT 1 OFFSET ?`, ...values, mostCounted);
    return { count, complete: more.length === 0 };
  }

  async items(
    jobId: number,
    { statuses, stageId, errorClass, ...filter }: ItemFilter,
    { order, beyond, limit }: PartQuery & { readonly order: ListOrder },
  ): Promise<ListPart<ItemOfJob>> {
    const found = stretchesOf(this.reads, { jobId, stageId, statuses: statuses ?? itemStatuses });
    const stretches = found.map((stretch): IdStretch => {
      const where = [condition('job_stage_id = ?', stretch.stageId), condition('status = ?', stretch.status)];
      return { table: 'job_items', where: errorClass === undefined ? where : [...where, condition('error_class = ?', errorClass)] };
    });
    const { ids, next } = await idsIn(this.reads, stretches, itemRows(filter), { order, beyond, limit });
    const rows = this.reads.statement<ItemRow>(`${select.items} WHERE id ${oneOfGiven}`).all(asGiven(ids));
    const items = rows.map((row) => ({ ...toItem(row), jobId })).sort((a, b) => a.id - b.id);
    return { rows: order === 'asc' ? items : items.reverse(), next };
  }

  async item(id: number): Promise<ItemOfJob | undefined> {
    const row = this.reads.statement<ItemRow>(`${select.items} WHERE id = ?`).get(id);
    if (row === undefined) return undefined;
    const stage = this.reads.statement<{ jobId: number }>('SELECT job_run_id AS "jobId" FROM job_stages WHERE id = ?').get(row.jobStageId);
    return { ...toItem(row), jobId: stage?.jobId ?? 0 };
  }
}
