import type { EngineTransaction, ItemFilter } from './engine-records.js';
import type { ErrorClass } from './error-class.js';
import type { Item } from './item.js';
import type { JobView, Stage } from './job.js';
import type { Hold, StoredCommand, StoredEvent, WorkerState } from './ledger.js';
import type { ItemStatus } from './states.js';

export interface ItemPage {
  readonly items: readonly Item[];
  /** Give it as `after` for the next page; undefined on the last one. */
  readonly next: number | undefined;
}

export interface ItemQuery {
  /** One of both must be given. */
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

/** A page of what has ids: those above `after`, by ascending id. */
export interface PageAfter {
  readonly after: number;
  readonly limit: number;
}

/**
 * The engine's memory. Everything a transaction did is durable when its promise resolves, or none of it
 * happened. Reads beside transactions see committed state only, and wait for none of them.
 */
export interface EngineStore<Effects> {
  /**
   * Runs whole transactions one after the other. What `work` throws undoes it and is thrown on.
   * @throws Fault `canceled` if the signal aborted before its turn came
   */
  transact<T>(work: (tx: EngineTransaction<Effects>) => Promise<T>, signal?: AbortSignal): Promise<T>;

  jobView(id: number): Promise<JobView | undefined>;
  /** Newest first; ids below `before` if given. */
  listJobs(page: { readonly before?: number; readonly limit: number }): Promise<JobView[]>;
  stage(id: number): Promise<Stage | undefined>;
  item(id: number): Promise<Item | undefined>;
  /** @throws Fault `invalid_argument` if neither a job nor a stage is named */
  listItems(query: ItemQuery): Promise<ItemPage>;
  /** How many items of these stages ended as failed, by their class; classes without any are left out. */
  failures(stageIds: readonly number[]): Promise<FailureCount[]>;
  countItems(filter: ItemFilter): Promise<number>;
  workers(): Promise<WorkerState[]>;
  holds(): Promise<Hold[]>;
  events(jobId: number, page: PageAfter): Promise<StoredEvent[]>;
  /** What a person should see of a job: warnings and errors of its log, by ascending id. */
  notices(jobId: number, page: PageAfter): Promise<Notice[]>;
  command(id: number): Promise<StoredCommand | undefined>;
}
