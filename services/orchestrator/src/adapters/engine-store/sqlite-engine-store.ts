import { Fault } from '@catalogsync/faults';
import type { Database, UnitOfWork, WriteSession } from '@catalogsync/sqlite';
import type {
  EngineStore,
  EngineTransaction,
  FailureCount,
  ItemFilter,
  ItemPage,
  ItemQuery,
  JobView,
  Notice,
  StoredCommand,
  StoredEvent,
} from '../../core/engine/engine-store.js';
import { isErrorClass } from '../../core/engine/error-class.js';
import type { Hold, Item, Stage, WorkerState } from '../../core/engine/model.js';
import { itemStatuses } from '../../core/engine/states.js';
import { SqliteItemRecords } from './item-records.js';
import { countItems, findItems } from './item-search.js';
import { SqliteJobRecords } from './job-records.js';
import {
  type CommandRow,
  type ItemRow,
  instantOf,
  type JobRow,
  type StageRow,
  toCommand,
  toItem,
  toJob,
  toStage,
  toWorker,
  type WorkerRow,
} from './rows.js';
import { holdsFrom, SqliteLedger } from './sqlite-ledger.js';
import { StageCounts } from './stage-counts.js';

interface Bound<Effects> {
  readonly transaction: EngineTransaction<Effects>;
  readonly counts: StageCounts;
}

/**
 * The engine's memory in the catalogue database, so that a completion effect writes the catalogue in
 * the very transaction that ends its item. The database must be opened with `synchronous: 'full'`,
 * otherwise a power cut may take back what was reported as done.
 */
export class SqliteEngineStore<Effects> implements EngineStore<Effects> {
  private readonly work: UnitOfWork<Bound<Effects>>;

  /** `bindEffects` makes the stores that completion effects write with. */
  constructor(
    private readonly database: Database,
    bindEffects: (session: WriteSession) => Effects,
  ) {
    this.work = database.unitOfWork((session) => {
      const counts = new StageCounts(session);
      const jobs = new SqliteJobRecords(session, counts);
      const items = new SqliteItemRecords(session, counts);
      return { counts, transaction: { effects: bindEffects(session), jobs, items, ledger: new SqliteLedger(session) } };
    });
  }

  transact<T>(work: (tx: EngineTransaction<Effects>) => Promise<T>): Promise<T> {
    return this.work.run(async ({ transaction, counts }) => {
      const value = await work(transaction);
      counts.write();
      return value;
    });
  }

  async jobView(id: number): Promise<JobView | undefined> {
    const row = this.database.reads.statement<JobRow>('SELECT * FROM job_runs WHERE id = ?').get(id);
    return row && this.viewOf(row);
  }

  async listJobs({ before, limit }: { readonly before?: number; readonly limit: number }): Promise<JobView[]> {
    const text = 'SELECT * FROM job_runs WHERE id < ? ORDER BY id DESC LIMIT ?';
    const rows = this.database.reads.statement<JobRow>(text).all(before ?? Number.MAX_SAFE_INTEGER, limit);
    return rows.map((row) => this.viewOf(row));
  }

  private viewOf(row: JobRow): JobView {
    const text = 'SELECT * FROM job_stages WHERE job_run_id = ? ORDER BY seq_no, id';
    return { job: toJob(row), stages: this.database.reads.statement<StageRow>(text).all(row.id).map(toStage) };
  }

  async stage(id: number): Promise<Stage | undefined> {
    const row = this.database.reads.statement<StageRow>('SELECT * FROM job_stages WHERE id = ?').get(id);
    return row && toStage(row);
  }

  async item(id: number): Promise<Item | undefined> {
    const row = this.database.reads.statement<ItemRow>('SELECT * FROM job_items WHERE id = ?').get(id);
    return row && toItem(row);
  }

  async failures(stageId: number): Promise<FailureCount[]> {
    const text = `SELECT error_class AS word, count(*) AS count FROM job_items
      WHERE job_stage_id = ? AND status = 'failed' AND error_class IS NOT NULL GROUP BY error_class`;
    const rows = this.database.reads.statement<{ word: string; count: number }>(text).all(stageId);
    return rows.flatMap(({ word, count }) => (isErrorClass(word) ? [{ errorClass: word, count }] : []));
  }

  async listItems({ after, limit, status, ...filter }: ItemQuery): Promise<ItemPage> {
    if (filter.jobId === undefined && filter.stageId === undefined) {
      throw new Fault('invalid_argument', 'items are listed by job or by stage');
    }
    const statuses = status === undefined ? itemStatuses : [status];
    const found = findItems(this.database.reads, { ...filter, statuses }, { after, limit: limit + 1 });
    const select = this.database.reads.statement<ItemRow>('SELECT * FROM job_items WHERE id = ?');
    const rows = found.slice(0, limit).map(({ id }) => select.get(id));
    const items = rows.filter((row) => row !== undefined).map(toItem);
    return { items, next: found.length > limit ? found[limit - 1]?.id : undefined };
  }

  async countItems(filter: ItemFilter): Promise<number> {
    return countItems(this.database.reads, filter);
  }

  async workers(): Promise<WorkerState[]> {
    return this.database.reads.statement<WorkerRow>('SELECT * FROM job_workers ORDER BY id').all().map(toWorker);
  }

  async holds(): Promise<Hold[]> {
    return holdsFrom(this.database.reads);
  }

  async events(jobId: number, { after, limit }: { readonly after: number; readonly limit: number }): Promise<StoredEvent[]> {
    const text = 'SELECT * FROM job_events WHERE job_run_id = ? AND id > ? ORDER BY id LIMIT ?';
    const rows = this.database.reads
      .statement<{ id: number; job_item_id: number | null; event_type: string; message: string; created_at: string | null }>(text)
      .all(jobId, after, limit);
    return rows.map(({ id, job_item_id, event_type: type, message, created_at }) => {
      return { id, jobId, itemId: job_item_id ?? undefined, type, message, createdAt: instantOf(created_at) ?? 0 };
    });
  }

  async notices(jobId: number, { after, limit }: { readonly after: number; readonly limit: number }): Promise<Notice[]> {
    const text = "SELECT id, message FROM job_logs WHERE job_run_id = ? AND id > ? AND level IN ('warn', 'error') ORDER BY id LIMIT ?";
    return this.database.reads.statement<{ id: number; message: string }>(text).all(jobId, after, limit);
  }

  async command(id: number): Promise<StoredCommand | undefined> {
    const row = this.database.reads.statement<CommandRow>('SELECT * FROM job_commands WHERE id = ?').get(id);
    return row && toCommand(row);
  }
}
