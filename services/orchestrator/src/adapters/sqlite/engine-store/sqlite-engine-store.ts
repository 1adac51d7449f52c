import { Fault } from '@catalogsync/faults';
import {
  type EngineStore,
  type EngineTransaction,
  type FailureCount,
  type Hold,
  type Item,
  type ItemFilter,
  type ItemPage,
  type ItemQuery,
  isErrorClass,
  itemStatuses,
  type JobStatus,
  type JobView,
  type Notice,
  type PageAfter,
  type Stage,
  type StoredCommand,
  type StoredEvent,
  type WorkerState,
} from '@catalogsync/job-engine';
import { asGiven, columnsOf, type Database, oneOfGiven, type RowOf, type UnitOfWork, type WriteSession } from '@catalogsync/sqlite';
import { instantOf } from '../columns.js';
import { jobEvents } from '../rows/job-rows.js';
import { SqliteItemRecords } from './item-records.js';
import { countItems, findItems } from './item-search.js';
import { SqliteJobRecords, viewsIn, viewsOf } from './job-records.js';
import { type CommandRow, type ItemRow, type StageRow, select, toCommand, toItem, toStage, toWorker, type WorkerRow } from './rows.js';
import { holdsFrom, SqliteLedger } from './sqlite-ledger.js';
import { StageCounts } from './stage-counts.js';
import { MinutePruning, StageMinutes } from './stage-minutes.js';

interface Bound<Effects> {
  readonly transaction: EngineTransaction<Effects>;
  readonly counts: StageCounts;
  readonly minutes: StageMinutes;
}

/**
 * The engine's store in the catalogue database, so that a completion effect writes the catalogue in the same
 * transaction that ends its item. Open the database with `synchronous: 'full'`; otherwise a power cut may undo work
 * reported as done.
 */
export class SqliteEngineStore<Effects> implements EngineStore<Effects> {
  private readonly work: UnitOfWork<Bound<Effects>>;

  /** `bindEffects` makes the stores for completion effects. */
  constructor(
    private readonly database: Database,
    bindEffects: (session: WriteSession) => Effects,
  ) {
    const pruning = new MinutePruning();
    this.work = database.unitOfWork((session) => {
      const counts = new StageCounts(session);
      const minutes = new StageMinutes(session, pruning);
      const jobs = new SqliteJobRecords(session, counts);
      const items = new SqliteItemRecords(session, counts, minutes);
      return { counts, minutes, transaction: { effects: bindEffects(session), jobs, items, ledger: new SqliteLedger(session) } };
    });
  }

  transact<T>(work: (tx: EngineTransaction<Effects>) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const whole = async ({ transaction, counts, minutes }: Bound<Effects>): Promise<T> => {
      const value = await work(transaction);
      counts.write();
      minutes.write();
      return value;
    };
    return this.work.run(whole, { signal });
  }

  async jobView(id: number): Promise<JobView | undefined> {
    return viewsOf(this.database.reads, 'id = ?', id)[0];
  }

  async listJobs({ before, limit }: { readonly before?: number; readonly limit: number }): Promise<JobView[]> {
    const page = 'id IN (SELECT id FROM job_runs WHERE id < ? ORDER BY id DESC LIMIT ?)';
    return viewsOf(this.database.reads, page, before ?? Number.MAX_SAFE_INTEGER, limit).reverse();
  }

  async jobsIn(statuses: readonly JobStatus[]): Promise<JobView[]> {
    return viewsIn(this.database.reads, statuses);
  }

  async stage(id: number): Promise<Stage | undefined> {
    const row = this.database.reads.statement<StageRow>(`${select.stages} WHERE id = ?`).get(id);
    return row && toStage(row);
  }

  async item(id: number): Promise<Item | undefined> {
    const row = this.database.reads.statement<ItemRow>(`${select.items} WHERE id = ?`).get(id);
    return row && toItem(row);
  }

  async failures(stageIds: readonly number[]): Promise<FailureCount[]> {
    const text = `SELECT job_stage_id AS "stageId", error_class AS word, sum(count) AS count FROM job_stage_failures
      WHERE job_stage_id ${oneOfGiven} GROUP BY job_stage_id, error_class HAVING sum(count) > 0`;
    const rows = this.database.reads.statement<{ stageId: number; word: string; count: number }>(text).all(asGiven(stageIds));
    return rows.flatMap(({ stageId, word, count }) => (isErrorClass(word) ? [{ stageId, errorClass: word, count }] : []));
  }

  async listItems({ after, limit, status, ...filter }: ItemQuery): Promise<ItemPage> {
    if (filter.jobId === undefined && filter.stageId === undefined) {
      throw new Fault('invalid_argument', 'items are listed by job or by stage');
    }
    const statuses = status === undefined ? itemStatuses : [status];
    const found = findItems(this.database.reads, { ...filter, statuses }, { after, limit: limit + 1 });
    const page = asGiven(found.slice(0, limit).map(({ id }) => id));
    // A page is sorted faster here than by ORDER BY, which sorts whole rows: 0.7 against 1.0 ms.
    const rows = this.database.reads.statement<ItemRow>(`${select.items} WHERE id ${oneOfGiven}`).all(page);
    const items = rows.map(toItem).sort((a, b) => a.id - b.id);
    return { items, next: found.length > limit ? found[limit - 1]?.id : undefined };
  }

  async countItems(filter: ItemFilter): Promise<number> {
    return countItems(this.database.reads, filter);
  }

  async workers(): Promise<WorkerState[]> {
    return this.database.reads.statement<WorkerRow>(`${select.workers} ORDER BY id`).all().map(toWorker);
  }

  async holds(): Promise<Hold[]> {
    return holdsFrom(this.database.reads);
  }

  async events(jobId: number, { after, limit }: PageAfter): Promise<StoredEvent[]> {
    const text = `SELECT ${columnsOf(jobEvents)} FROM job_events WHERE job_run_id = ? AND id > ? ORDER BY id LIMIT ?`;
    const rows = this.database.reads.statement<RowOf<typeof jobEvents>>(text).all(jobId, after, limit);
    return rows.map(({ id, jobItemId, eventType: type, message, createdAt }) => {
      return { id, jobId, itemId: jobItemId ?? undefined, type, message, createdAt: instantOf(createdAt) ?? 0 };
    });
  }

  async notices(jobId: number, { after, limit }: PageAfter): Promise<Notice[]> {
    const text = "SELECT id, message FROM job_logs WHERE job_run_id = ? AND id > ? AND level IN ('warn', 'error') ORDER BY id LIMIT ?";
    return this.database.reads.statement<{ id: number; message: string }>(text).all(jobId, after, limit);
  }

  async command(id: number): Promise<StoredCommand | undefined> {
    const row = this.database.reads.statement<CommandRow>(`${select.commands} WHERE id = ?`).get(id);
    return row && toCommand(row);
  }
}
