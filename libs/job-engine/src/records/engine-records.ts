import type { ErrorClass } from './error-class.js';
import type { Item, NewItem } from './item.js';
import type { Instant, Job, JobTerms, JobView, Stage } from './job.js';
import type { Command, CommandOutcome, CommandTarget, Hold, NewCommand, NewEvent, NewLog, WorkerState } from './ledger.js';
import type { ItemStatus, JobStatus } from './states.js';

export interface NewJob extends JobTerms {
  /** Types of its stages, in the order they run. */
  readonly stages: readonly string[];
}

/** A change: a field that is present is set, even to `undefined`; every other field keeps its value. */
export type JobPatch = Partial<Pick<Job, 'status' | 'startedAt' | 'endedAt' | 'lastError' | 'pausedBy' | 'pausedVolume' | 'resumeWanted'>>;

/** As `JobPatch`. */
export type StagePatch = Partial<
  Pick<Stage, 'status' | 'planned' | 'round' | 'runAt' | 'failures' | 'flawed' | 'startedAt' | 'endedAt' | 'lastError'>
>;

export interface Claim {
  /** Items of the first stage go first, then the next, while workers are free. */
  readonly stageIds: readonly number[];
  /** Only items whose `runAt` has come. */
  readonly now: Instant;
  readonly leaseUntil: Instant;
  /** Rows of the free workers, assigned in turn. Not empty. */
  readonly workerIds: readonly number[];
  /** Most items a worker is given. All of one worker's items are of the same stage. */
  readonly itemsPerWorker: number;
  /** Items of these sources are not claimed. */
  readonly heldSources: readonly string[];
}

/** The end of one attempt. It counts only while the item is running under the same fence. */
export interface Finish {
  readonly itemId: number;
  readonly stageId: number;
  readonly fence: number;
  /** The next state by the item table: an end state, or `pending` with a later `runAt`. */
  readonly to: ItemStatus;
  readonly runAt: Instant;
  readonly failures: number;
  readonly errorClass: ErrorClass | undefined;
  readonly lastError: string | undefined;
  readonly result: Item['result'];
  readonly endedAt: Instant | undefined;
  /** The attempt never began, so it is not counted. */
  readonly uncounted?: boolean;
}

/** A claim that a worker still holds. */
export interface Lease {
  readonly itemId: number;
  readonly fence: number;
}

/**
 * Selects many items; all given parts must match. Without a job or a stage, items of canceled jobs are
 * left alone.
 */
export interface ItemFilter extends Omit<CommandTarget, 'itemId' | 'jobIds'> {
  readonly statuses: readonly ItemStatus[];
  /** Also pending items whose `runAt` is later than this. */
  readonly waitingAt?: Instant;
}

/** A bulk change: items with an id above `after`, in ascending order. */
export interface ItemMove {
  readonly filter: ItemFilter;
  readonly after: number;
  readonly limit: number;
  readonly to: ItemStatus;
  readonly now: Instant;
  /** Set as `lastError` where given; kept otherwise. */
  readonly lastError?: string;
  /** Asked for anew: the failure count restarts, error and end are cleared. */
  readonly afresh: boolean;
}

export interface Moved {
  /** Changed items; `lastId` is where to continue, `more` whether there may be more. */
  readonly count: number;
  readonly lastId: number;
  readonly more: boolean;
  /** Stages of the changed items. */
  readonly stageIds: readonly number[];
  /** Those that were running, so that their workers can be told. */
  readonly running: readonly number[];
}

/** Jobs and their stages. Lists requested by ids omit ids that do not exist. */
export interface JobRecords {
  insertJob(job: NewJob, now: Instant): Promise<number>;
  /** By ascending id. */
  jobs(ids: readonly number[]): Promise<JobView[]>;
  /** The jobs in these states, by ascending id. */
  jobsIn(statuses: readonly JobStatus[]): Promise<JobView[]>;
  /** The jobs of these stages, by ascending id. */
  jobsOfStages(stageIds: readonly number[]): Promise<JobView[]>;
  updateJobs(ids: readonly number[], patch: JobPatch): Promise<void>;
  updateStages(ids: readonly number[], patch: StagePatch): Promise<void>;
}

/** Items; every change also updates the counts of their stage. */
export interface ItemRecords {
  /** Adds pending items; existing keys of the stage are left as they are. Returns how many were new. */
  insertItems(stageId: number, round: number, items: readonly NewItem[], now: Instant): Promise<number>;
  item(id: number): Promise<Item | undefined>;
  /** Pending items become running with a new fence; in each stage by earliest `runAt`, then by id. */
  claim(claim: Claim): Promise<Item[]>;
  /**
   * Returns for each finish whether it was recorded. If the item was handed out again or is no longer running,
   * the finish changes nothing.
   */
  finish(finishes: readonly Finish[]): Promise<boolean[]>;
  /** How many match, as this transaction has them. */
  count(filter: ItemFilter): Promise<number>;
  move(move: ItemMove): Promise<Moved>;
  /** The same for one item, whatever its id; false if its status is not in `statuses`. */
  moveOne(itemId: number, move: Pick<ItemMove, 'to' | 'now' | 'afresh'> & { readonly statuses: readonly ItemStatus[] }): Promise<boolean>;
  /** Extends the leases of running items; older fences are skipped. */
  renewLeases(leases: readonly Lease[], until: Instant): Promise<void>;
  /** Running items whose lease has expired, at most `limit`. */
  expired(now: Instant, limit: number): Promise<Item[]>;
}

/** Commands, events, workers, holds, starts. */
export interface Ledger {
  /** By ascending id. */
  pendingCommands(limit: number): Promise<Command[]>;
  /** Returns their ids, ascending. */
  insertCommands(commands: readonly NewCommand[], now: Instant): Promise<number[]>;
  /** Progress of each, and the outcome of those that are done. */
  updateCommands(commands: readonly CommandOutcome[], now: Instant): Promise<void>;
  /** Ends a pending command, which is then not continued; false if it is not pending. */
  cancelCommand(id: number, now: Instant): Promise<boolean>;
  addEvents(events: readonly NewEvent[], now: Instant): Promise<void>;
  addLogs(logs: readonly NewLog[], now: Instant): Promise<void>;
  /** Makes every worker idle; returns the row ids of the named ones in the given order, creating missing rows. */
  registerWorkers(names: readonly string[], now: Instant): Promise<number[]>;
  updateWorkers(states: readonly WorkerState[]): Promise<void>;
  holds(): Promise<Hold[]>;
  /** False if it is held already. */
  hold(hold: Hold): Promise<boolean>;
  /** Returns how many of them were held. */
  release(holds: ReadonlyArray<Pick<Hold, 'kind' | 'name'>>): Promise<number>;
  /**
   * Records that the engine starts. An earlier start that never ended in order is closed, as a crash if it left
   * work behind (`interrupted`). Returns how many crashes were recorded since `since`.
   */
  beginRun(start: { readonly now: Instant; readonly since: Instant; readonly interrupted: boolean }): Promise<EngineRun>;
  /** Records that the engine ended in order. */
  endRun(runId: number, now: Instant): Promise<void>;
}

/**
 * What happens inside one transaction. `Effects` is what completion effects write with: stores bound to the
 * same transaction, so that an item's state and its effect are recorded together.
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
