import type { EngineTransaction, ItemFilter } from './engine-records.js';
import type { ErrorClass } from './error-class.js';
import type { Item } from './item.js';
import type { JobView, Stage } from './job.js';
import type { Hold, StoredCommand, StoredEvent, WorkerState } from './ledger.js';
import type { ItemStatus, JobStatus } from './states.js';

export interface ItemPage {
  readonly items: readonly Item[];
  /** Pass it as `after` for the next page; undefined on the last one. */
  readonly next: number | undefined;
}

export interface ItemQuery {
  /** At least one is required. */
  readonly jobId?: number;
  readonly stageId?: number;
  readonly status?: ItemStatus;
  readonly errorClass?: ErrorClass;
  /** Items with a greater id, by ascending id. */
  readonly after: number;
  readonly limit: number;
}

export interface FailureCount {
  readonly stageId: number;
  readonly errorClass: ErrorClass;
  readonly count: number;
}

export interface Notice {
  readonly id: number;
  readonly message: string;
}

/** A page by id: records above `after`, in ascending order. */
export interface PageAfter {
  readonly after: number;
  readonly limit: number;
}

/**
 * The engine's memory. When a transaction's promise resolves, everything it did is durable; if it rejects, none
 * of it happened. Reads outside transactions see committed state only and do not wait.
 */
export interface EngineStore<Effects> {
  /**
   * Runs whole transactions one at a time. What `work` throws undoes it and is rethrown.
   * @throws Fault `canceled` if the signal aborted before its turn came
   */
  transact<T>(work: (tx: EngineTransaction<Effects>) => Promise<T>, signal?: AbortSignal): Promise<T>;

  jobView(id: number): Promise<JobView | undefined>;
  /** Newest first; ids below `before` if given. */
  listJobs(page: { readonly before?: number; readonly limit: number }): Promise<JobView[]>;
  /** The jobs in these states, by ascending id. */
  jobsIn(statuses: readonly JobStatus[]): Promise<JobView[]>;
  stage(id: number): Promise<Stage | undefined>;
  item(id: number): Promise<Item | undefined>;
  /** @throws Fault `invalid_argument` if neither a job nor a stage is given */
  listItems(query: ItemQuery): Promise<ItemPage>;
  /** Failed items of these stages, counted by class; classes without any are left out. */
  failures(stageIds: readonly number[]): Promise<FailureCount[]>;
  countItems(filter: ItemFilter): Promise<number>;
  workers(): Promise<WorkerState[]>;
  holds(): Promise<Hold[]>;
  events(jobId: number, page: PageAfter): Promise<StoredEvent[]>;
  /** A job's messages for a person: warnings and errors of its log, by ascending id. */
  notices(jobId: number, page: PageAfter): Promise<Notice[]>;
  command(id: number): Promise<StoredCommand | undefined>;
}
