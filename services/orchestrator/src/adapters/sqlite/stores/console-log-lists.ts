import { setImmediate as nextTurn } from 'node:timers/promises';
import { asGiven, known, oneOfGiven, type Questions } from '@catalogsync/sqlite';
import type { ListPart, PartQuery } from '../../../core/console/list-part.js';
import type { JobLogLevel, LogEntry, LogFilter, LogLists, NamedLogEntry } from '../../../core/console/log-lists.js';
import { instantOf } from '../columns.js';
import { type Condition, condition, containing, firstIdSince, idsIn, type RowFilter, writtenBetween } from './id-stretches.js';

type LogRow = Omit<LogEntry, 'createdAt'> & { readonly createdAt: string | null };

const columns = `job_logs.id, job_logs.job_run_id AS "jobId", job_logs.job_stage_id AS "stageId", job_logs.job_item_id AS "itemId",
  job_logs.level, job_logs.message, job_logs.created_at AS "createdAt"`;

type NamedLogRow = Omit<NamedLogEntry, 'createdAt'> & { readonly createdAt: string | null };

/** Lines read between two turns of other work. */
const linesPerTurn = 1000;

const newestText = `SELECT job_logs.id, job_run_id AS "jobId", level, message, created_at AS "createdAt",
    coalesce(nullif(display_text, ''), item_key, '') AS "itemName"
  FROM job_logs LEFT JOIN job_items ON job_items.id = job_item_id
  WHERE level = ? AND job_logs.id >= ? AND job_logs.id < ? ORDER BY job_logs.id DESC LIMIT ?`;

const toEntry = (row: LogRow): LogEntry => ({ ...known(row), createdAt: instantOf(row.createdAt) });

/** What the chosen index answers comes first; the rest is read line by line. */
function conditionsOf({ levels, jobId, itemId, source, text }: LogFilter): { heads: Condition[][]; rows: RowFilter | undefined } {
  const byItem = itemId === undefined ? [] : [condition('job_item_id = ?', itemId)];
  const byJob = jobId === undefined ? [] : [condition('job_run_id = ?', jobId)];
  const ofLevels = levels === undefined ? [] : [condition(`level ${oneOfGiven}`, asGiven(levels))];
  const ofSource = 'EXISTS (SELECT 1 FROM job_items WHERE job_items.id = some.job_item_id AND job_items.source = ?)';
  const others = [
    ...(source === undefined ? [] : [condition(ofSource, source)]),
    ...(text === undefined ? [] : [condition("message LIKE ? ESCAPE '\\'", containing(text))]),
  ];
  const where = itemId === undefined ? others : [...byJob, ...ofLevels, ...others];
  const heads = levels === undefined ? [byJob] : levels.map((level) => [...byJob, condition('level = ?', level)]);
  return {
    heads: itemId === undefined ? heads : [byItem],
    rows: where.length === 0 ? undefined : { columns: ['job_run_id', 'job_item_id', 'level', 'message'], where },
  };
}

export class SqliteLogLists implements LogLists {
  constructor(private readonly session: Questions) {}

  async logs(filter: LogFilter, { beyond, limit }: PartQuery): Promise<ListPart<LogEntry>> {
    const { heads, rows } = conditionsOf(filter);
    const within = await writtenBetween(this.session, 'job_logs', filter);
    const stretches = heads.map((head) => ({ table: 'job_logs', where: [...head, ...within] }));
    const { ids, next } = await idsIn(this.session, stretches, rows, { order: 'desc', beyond, limit });
    const found = await this.session.rows<LogRow>(`SELECT ${columns} FROM job_logs WHERE id ${oneOfGiven}`, asGiven(ids));
    return { rows: found.map(toEntry).sort((a, b) => b.id - a.id), next };
  }

  async *newest(level: JobLogLevel, since: number, limit: number): AsyncIterable<NamedLogEntry[]> {
    const first = await firstIdSince(this.session, 'job_logs', since);
    for (let [read, beyond] = [0, Number.MAX_SAFE_INTEGER]; read < limit; ) {
      const size = Math.min(linesPerTurn, limit - read);
      const rows = await this.session.rows<NamedLogRow>(newestText, level, first, beyond, size);
      yield rows.map((row) => ({ ...known(row), createdAt: instantOf(row.createdAt) }));
      const last = rows.at(-1);
      if (last === undefined || rows.length < size) return;
      [read, beyond] = [read + rows.length, last.id];
      await nextTurn();
    }
  }
}
