import type { JobStatus } from '@catalogsync/job-engine';
import { type Known, known, type Questions } from '@catalogsync/sqlite';
import type { HistoryEvent, JobHistory } from '../../../core/console/job-history.js';
import { instantOf } from '../columns.js';

interface Written {
  readonly createdAt: string | null;
}

type EventRow = Omit<HistoryEvent, 'createdAt'> & Written;

const eventColumns = 'id, job_run_id AS "jobId", job_item_id AS "itemId", event_type AS type, message, created_at AS "createdAt"';
const openStatuses: readonly JobStatus[] = ['queued', 'running', 'pause_requested', 'paused'];

function withInstant<Row extends Written>(row: Row): Omit<Known<Row>, 'createdAt'> & { createdAt: number | undefined } {
  return { ...known(row), createdAt: instantOf(row.createdAt) };
}

export class SqliteJobHistory implements JobHistory {
  constructor(private readonly session: Questions) {}

  /** Each status is one range of the index; this merges their heads. */
  async openJobs(limit: number): Promise<number[]> {
    const ids: number[] = [];
    for (const status of openStatuses) {
      const text = 'SELECT id FROM job_runs WHERE status = ? ORDER BY id DESC LIMIT ?';
      ids.push(...(await this.session.rows<{ id: number }>(text, status, limit)).map(({ id }) => id));
    }
    return ids.sort((a, b) => b - a).slice(0, limit);
  }

  async eventsOf(jobId: number, { before, limit }: { readonly before?: number; readonly limit: number }): Promise<HistoryEvent[]> {
    const text = `SELECT ${eventColumns} FROM job_events WHERE job_run_id = ? AND id < ? ORDER BY id DESC LIMIT ?`;
    return (await this.session.rows<EventRow>(text, jobId, before ?? Number.MAX_SAFE_INTEGER, limit)).map(withInstant);
  }

  async eventsAfter(after: number, limit: number): Promise<HistoryEvent[]> {
    const text = `SELECT ${eventColumns} FROM job_events WHERE id > ? ORDER BY id LIMIT ?`;
    return (await this.session.rows<EventRow>(text, after, limit)).map(withInstant);
  }

  async newestEvent(): Promise<number> {
    const [newest] = await this.session.rows<{ id: number }>('SELECT id FROM job_events ORDER BY id DESC LIMIT 1');
    return newest?.id ?? 0;
  }
}
