import type { ErrorClass } from './error-class.js';
import type { Command, CommandTarget, Hold, Instant, Item, Job, NewEvent, NewItem, NewLog, Stage, WorkerState } from './model.js';
import type { ItemStatus, JobStatus } from './states.js';
import type { StageType } from './templates.js';

export interface NewJob {
  readonly template: string;
  readonly config: Job['config'];
  readonly sources: readonly string[];
  readonly downloadSources: readonly string[];
  readonly scope: Job['scope'];
  readonly stages: readonly StageType[];
}

export type JobPatch = Partial<Pick<Job, 'status' | 'startedAt' | 'endedAt' | 'lastError' | 'pausedBy' | 'pausedVolume' | 'resumeWanted'>>;

export type StagePatch = Partial<
  Pick<Stage, 'status' | 'planned' | 'round' | 'runAt' | 'failures' | 'flawed' | 'startedAt' | 'endedAt' | 'lastError'>
>;

export interface Claim {
  readonly stageId: number;
  /** Only items whose `runAt` has come. */
  readonly now: Instant;
  readonly leaseUntil: Instant;
  readonly limit: number;
  /** Rows of the workers: the first item goes to the first, and so around. Not empty. */
  readonly workerIds: readonly number[];
  /** Items of these sources stay where they are. */
  readonly heldSources: readonly string[];
}

/** The end of one attempt. It counts only while the item is running under the same fence. */
export interface Finish {
  readonly itemId: number;
  readonly stageId: number;
  readonly fence: number;
  /** Where the item's table leads: an end state, or `pending` with a later `runAt`. */
  readonly to: ItemStatus;
  readonly runAt: Instant;
  readonly failures: number;
  readonly errorClass: ErrorClass | null;
  readonly lastError: string | null;
  readonly result: Item['result'];
  readonly endedAt: Instant | null;
  /** The attempt never began, so it is not counted. */
  readonly uncounted?: boolean;
}

/**
 * Many items of one kind; every given part must fit. Without a job or a stage, items of canceled jobs
 * are left alone.
 */
export interface ItemFilter extends Omit<CommandTarget, 'itemId'> {
  readonly statuses: readonly ItemStatus[];
  /** Also pending items whose `runAt` is later than this. */
  readonly waitingAt?: Instant;
}

/** A change of many items at once: those with an id above `after`, in ascending order. */
export interface ItemMove {
  readonly filter: ItemFilter;
  readonly after: number;
  readonly limit: number;
  readonly to: ItemStatus;
  readonly now: Instant;
  /** Set as `lastError` where given; kept otherwise. */
  readonly lastError?: string;
  /** Asked for anew: failures start again from nothing, error and end are forgotten. */
  readonly afresh: boolean;
}

export interface Moved {
  /** Changed items; `lastId` is where to go on, `more` whether there may be more. */
  readonly count: number;
  readonly lastId: number;
  readonly more: boolean;
  /** Stages of the changed items. */
  readonly stageIds: readonly number[];
  /** Those of them that were running, so that whoever works on them can be told. */
  readonly running: readonly number[];
}

/** Jobs and their stages. */
export interface JobRecords {
  insertJob(job: NewJob, now: Instant): Promise<number>;
  job(id: number): Promise<Job | undefined>;
  /** By ascending id. */
  jobsIn(statuses: readonly JobStatus[]): Promise<Job[]>;
  updateJob(id: number, patch: JobPatch): Promise<void>;
  stage(id: number): Promise<Stage | undefined>;
  /** By seq_no. */
  stagesOf(jobId: number): Promise<Stage[]>;
  updateStage(id: number, patch: StagePatch): Promise<void>;
}

/** Items; every change keeps up the counts of their stage. */
export interface ItemRecords {
  /** Adds pending items; keys that the stage has are left as they are. Answers how many were new. */
  insertItems(stageId: number, round: number, items: readonly NewItem[], now: Instant): Promise<number>;
  item(id: number): Promise<Item | undefined>;
  /** Pending items become running with a new fence, earliest `runAt` first, then by id. */
  claim(claim: Claim): Promise<Item[]>;
  /** False where the item was handed out again or is no longer running; such a finish changes nothing. */
  finish(finish: Finish): Promise<boolean>;
  move(move: ItemMove): Promise<Moved>;
  /** The same for one item, whatever its id; false if its status is none of `statuses`. */
  moveOne(itemId: number, move: Pick<ItemMove, 'to' | 'now' | 'afresh'> & { readonly statuses: readonly ItemStatus[] }): Promise<boolean>;
  /** New end of the leases of running items; those of an older fence are passed over. */
  renewLeases(leases: ReadonlyArray<{ readonly itemId: number; readonly fence: number }>, until: Instant): Promise<void>;
  /** Running items whose lease has ended, at most `limit`. */
  expired(now: Instant, limit: number): Promise<Item[]>;
}

/** Commands, what was said, workers, holds, starts. */
export interface Ledger {
  /** By ascending id. */
  pendingCommands(limit: number): Promise<Command[]>;
  insertCommand(type: string, target: CommandTarget, now: Instant): Promise<number>;
  /** A command of many items that is not through yet. */
  advanceCommand(id: number, cursor: number, affected: number): Promise<void>;
  settleCommand(id: number, status: 'applied' | 'rejected', reason: string | null, now: Instant): Promise<void>;
  addEvents(events: readonly NewEvent[], now: Instant): Promise<void>;
  addLogs(logs: readonly NewLog[], now: Instant): Promise<void>;
  /** Every worker becomes idle; answers the ids of the named ones' rows, made if need be, in the given order. */
  registerWorkers(names: readonly string[], now: Instant): Promise<number[]>;
  updateWorkers(states: readonly WorkerState[]): Promise<void>;
  holds(): Promise<Hold[]>;
  /** False if it is held already. */
  hold(hold: Hold): Promise<boolean>;
  /** False if it was not held. */
  release(kind: Hold['kind'], name: string): Promise<boolean>;
  /**
   * Notes that the engine starts. A start before this one that never ended in order is closed, as a
   * crash if it left work behind (`interrupted`). Answers how many crashes were noted since `since`.
   */
  beginRun(start: { readonly now: Instant; readonly since: Instant; readonly interrupted: boolean }): Promise<EngineRun>;
  /** Notes that the engine ended in order. */
  endRun(runId: number, now: Instant): Promise<void>;
}

/**
 * What happens inside one transaction. `Effects` is what completion effects write with: stores bound
 * to the same transaction, so that an item's state and its effect are recorded together.
 */
export interface EngineTransaction<Effects> {
  readonly effects: Effects;
  readonly jobs: JobRecords;
  readonly items: ItemRecords;
  readonly ledger: Ledger;
}

export interface EngineRun {
  readonly runId: number;
  readonly crashes: number;
}

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

export interface JobView {
  readonly job: Job;
  readonly stages: readonly Stage[];
}

/** The engine's memory. Everything a transaction did is durable when its promise resolves, or none of it happened. */
export interface EngineStore<Effects> {
  /** Runs whole transactions one after the other. What `work` throws undoes it and is thrown on. */
  transact<T>(work: (tx: EngineTransaction<Effects>) => Promise<T>): Promise<T>;

  /** Reads outside of transactions see committed state only. */
  jobView(id: number): Promise<JobView | undefined>;
  /** Newest first; ids below `before` if given. */
  listJobs(page: { readonly before?: number; readonly limit: number }): Promise<JobView[]>;
  stage(id: number): Promise<Stage | undefined>;
  item(id: number): Promise<Item | undefined>;
  listItems(query: ItemQuery): Promise<ItemPage>;
  /** How many items of a stage ended as failed, by their class; classes without any are left out. */
  failures(stageId: number): Promise<FailureCount[]>;
  countItems(filter: ItemFilter): Promise<number>;
  workers(): Promise<WorkerState[]>;
  holds(): Promise<Hold[]>;
  events(jobId: number, page: { readonly after: number; readonly limit: number }): Promise<StoredEvent[]>;
  /** What a person should see of a job: warnings and errors of its log, by ascending id. */
  notices(jobId: number, page: { readonly after: number; readonly limit: number }): Promise<Notice[]>;
  command(id: number): Promise<StoredCommand | undefined>;
}

export interface FailureCount {
  readonly errorClass: ErrorClass;
  readonly count: number;
}

export interface Notice {
  readonly id: number;
  readonly message: string;
}

export interface StoredEvent extends Omit<NewEvent, 'type'> {
  /** An `EventType`; older programs noted words of their own. */
  readonly type: string;
  readonly id: number;
  readonly createdAt: Instant;
}

export interface StoredCommand extends Command {
  readonly status: 'pending' | 'applied' | 'rejected';
  readonly reason: string | null;
}
