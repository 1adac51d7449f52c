import type { JobStatus } from '@catalogsync/job-engine';
import type { ReadSession } from '@catalogsync/sqlite';
import type { HistoryEvent, JobHistory, LogEntry, LogQuery } from '../../../core/console/job-history.js';

interface EventRow extends Omit<HistoryEvent, 'createdAt'> {
  readonly createdAt: string | null;
}

interface LogRow extends Omit<LogEntry, 'createdAt'> {
  readonly createdAt: string | null;
}

const eventColumns = 'id, job_run_id AS jobId, job_item_id AS itemId, event_type AS type, message, created_at AS createdAt';
const logColumns = 'id, job_run_id AS jobId, job_stage_id AS stageId, job_item_id AS itemId, level, message, created_at AS createdAt';
const openStatuses: readonly JobStatus[] = ['queued', 'running', 'pause_requested', 'paused'];

/** An older program may have written another notation; what cannot be read is as if it were not there. */
function withInstant<Row extends { readonly createdAt: string | null }>(row: Row): Omit<Row, 'createdAt'> & { createdAt: number | null } {
  const instant = row.createdAt === null ? Number.NaN : Date.parse(row.createdAt);
  return { ...row, createdAt: Number.isNaN(instant) ? null : instant };
}

export class SqliteJobHistory implements JobHistory {
  constructor(private readonly session: ReadSession) {}

  /** Each status is one stretch of the index; their heads are merged here. */
  async openJobs(limit: number): Promise<number[]> {
    const select = this.session.statement<{ id: number }>('SELECT id FROM job_runs WHERE status = ? ORDER BY id DESC LIMIT ?');
    const ids = openStatuses.flatMap((status) => select.all(status, limit).map(({ id }) => id));
    return ids.sort((a, b) => b - a).slice(0, limit);
  }

  async eventsOf(jobId: number, { before, limit }: { readonly before?: number; readonly limit: number }): Promise<HistoryEvent[]> {
    return this.session
      .statement<EventRow>(`SELECT ${eventColumns} FROM job_events WHERE job_run_id = ? AND id < ? ORDER BY id DESC LIMIT ?`)
      .all(jobId, before ?? Number.MAX_SAFE_INTEGER, limit)
      .map(withInstant);
  }

  async eventsAfter(after: number, limit: number): Promise<HistoryEvent[]> {
    return this.session
      .statement<EventRow>(`SELECT ${eventColumns} FROM job_events WHERE id > ? ORDER BY id LIMIT ?`)
      .all(after, limit)
      .map(withInstant);
  }

  async newestEvent(): Promise<number> {
    return this.session.statement<{ id: number }>('SELECT id FROM job_events ORDER BY id DESC LIMIT 1').get()?.id ?? 0;
  }

  async logs({ level, jobId, before, limit }: LogQuery): Promise<LogEntry[]> {
    const given = [
      ...(jobId === undefined ? [] : [{ text: 'job_run_id = ?', value: jobId }]),
      ...(level === undefined ? [] : [{ text: 'level = ?', value: level }]),
      { text: 'id < ?', value: before ?? Number.MAX_SAFE_INTEGER },
    ];
    return this.session
      .statement<LogRow>(`SELECT ${logColumns} FROM job_logs WHERE ${given.map(({ text }) => text).join(' AND ')} ORDER BY id DESC LIMIT ?`)
      .all(...given.map(({ value }) => value), limit)
      .map(withInstant);
  }
}
