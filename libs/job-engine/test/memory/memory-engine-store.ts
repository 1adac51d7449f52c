import { Fault } from '@catalogsync/faults';
import type { EngineTransaction, ItemFilter } from '../../src/records/engine-records.js';
import type { EngineStore, FailureCount, ItemPage, ItemQuery, Notice, PageAfter } from '../../src/records/engine-store.js';
import { errorClasses } from '../../src/records/error-class.js';
import type { Item } from '../../src/records/item.js';
import type { JobView, Stage } from '../../src/records/job.js';
import type { Hold, StoredCommand, StoredEvent, WorkerState } from '../../src/records/ledger.js';
import { itemStatuses, type JobStatus } from '../../src/records/states.js';
import { MemoryItems } from './memory-items.js';
import { MemoryJobs } from './memory-jobs.js';
import { MemoryLedger } from './memory-ledger.js';
import { type LogRecord, Tables } from './tables.js';

/**
 * Keeps everything in memory and runs whole transactions one at a time. For tests and for a runner that
 * need not survive its process.
 */
export class MemoryEngineStore<Effects> implements EngineStore<Effects> {
  private readonly tables = new Tables();
  private tail: Promise<unknown> = Promise.resolve();
  private failure: Fault | undefined;

  /** `bind` creates what a transaction's completion effects write with, and what undoes their writes. */
  constructor(private readonly bind: () => { readonly effects: Effects; undo(): void }) {}

  /** The next transaction does its work, then fails to commit, as on a full disk. */
  failNextCommit(failure: Fault): void {
    this.failure = failure;
  }

  transact<T>(work: (tx: EngineTransaction<Effects>) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const result = this.tail.then(() => {
      if (signal?.aborted === true) throw new Fault('canceled', 'the operation was canceled');
      return this.run(work);
    });
    // The outcome is the caller's; the queue only waits for its end.
    this.tail = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  private async run<T>(work: (tx: EngineTransaction<Effects>) => Promise<T>): Promise<T> {
    const { effects, undo } = this.bind();
    try {
      const value = await work(this.transaction(effects));
      const failure = this.failure;
      this.failure = undefined;
      if (failure !== undefined) throw failure;
      this.tables.commit();
      return value;
    } catch (error) {
      this.tables.rollback();
      undo();
      throw error;
    }
  }

  private transaction(effects: Effects): EngineTransaction<Effects> {
    const { tables } = this;
    return { effects, jobs: new MemoryJobs(tables), items: new MemoryItems(tables), ledger: new MemoryLedger(tables) };
  }

  async jobView(id: number): Promise<JobView | undefined> {
    return this.settled(() => this.tables.views((job) => job.id === id)[0]);
  }

  async listJobs({ before = Number.POSITIVE_INFINITY, limit }: { readonly before?: number; readonly limit: number }): Promise<JobView[]> {
    const views = await this.settled(() => this.tables.views((job) => job.id < before));
    return views.reverse().slice(0, limit);
  }

  async jobsIn(statuses: readonly JobStatus[]): Promise<JobView[]> {
    return this.settled(() => this.tables.views(({ status }) => statuses.includes(status)));
  }

  async listItems(query: ItemQuery): Promise<ItemPage> {
    if (query.jobId === undefined && query.stageId === undefined) {
      throw new Fault('invalid_argument', 'items are listed by job or by stage');
    }
    const { after, limit, status, ...rest } = query;
    const statuses = status === undefined ? itemStatuses : [status];
    const fitting = await this.settled(() => new MemoryItems(this.tables).matching({ ...rest, statuses }));
    const found = fitting.filter((item) => item.id > after);
    return { items: found.slice(0, limit), next: found.length > limit ? found[limit - 1]?.id : undefined };
  }

  async stage(id: number): Promise<Stage | undefined> {
    return this.settled(() => this.tables.stages.get(id));
  }

  async item(id: number): Promise<Item | undefined> {
    return this.settled(() => this.tables.items.get(id));
  }

  async failures(stageIds: readonly number[]): Promise<FailureCount[]> {
    const failed = await this.settled(() =>
      stageIds.flatMap((stageId) => new MemoryItems(this.tables).matching({ stageId, statuses: ['failed'] })),
    );
    const counts = stageIds.flatMap((stageId) =>
      errorClasses.map((errorClass) => {
        const count = failed.filter((item) => item.stageId === stageId && item.errorClass === errorClass).length;
        return { stageId, errorClass, count };
      }),
    );
    return counts.filter(({ count }) => count > 0);
  }

  async countItems(filter: ItemFilter): Promise<number> {
    return this.settled(() => new MemoryItems(this.tables).matching(filter).length);
  }

  async workers(): Promise<WorkerState[]> {
    return this.settled(() => this.tables.workers.all().map(({ id: _id, ...state }) => state));
  }

  async holds(): Promise<Hold[]> {
    return this.settled(() => this.tables.holds.all());
  }

  async events(jobId: number, page: PageAfter): Promise<StoredEvent[]> {
    const events = await this.settled(() => this.tables.events.all());
    return events.filter((event) => event.jobId === jobId && event.id > page.after).slice(0, page.limit);
  }

  async notices(jobId: number, page: PageAfter): Promise<Notice[]> {
    const logs = await this.logs(jobId);
    return logs.filter(({ id, level }) => level !== 'info' && id > page.after).slice(0, page.limit);
  }

  async command(id: number): Promise<StoredCommand | undefined> {
    return this.settled(() => this.tables.commands.get(id));
  }

  async logs(jobId: number): Promise<LogRecord[]> {
    return this.settled(() => this.tables.logs.all().filter((log) => log.jobId === jobId));
  }

  /** Reads never see uncommitted changes. */
  private async settled<T>(read: () => T): Promise<T> {
    await this.tail;
    return read();
  }
}
