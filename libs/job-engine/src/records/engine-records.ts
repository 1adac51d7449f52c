import type { ErrorClass } from './error-class.js';
import type { Item, NewItem } from './item.js';
import type { Instant, Job, JobTerms, JobView, Stage } from './job.js';
import type { Command, CommandTarget, Hold, NewEvent, NewLog, StoredCommand, WorkerState } from './ledger.js';
import type { ItemStatus, JobStatus } from './states.js';

export interface NewJob extends JobTerms {
  /** Types of its stages, in the order they run. */
  readonly stages: readonly string[];
}

/** What changes; a field that is there is set, also to `undefined`, every other one keeps its value. */
export type JobPatch = Partial<Pick<Job, 'status' | 'startedAt' | 'endedAt' | 'lastError' | 'pausedBy' | 'pausedVolume' | 'resumeWanted'>>;

/** As `JobPatch`. */
export type StagePatch = Partial<
  Pick<Stage, 'status' | 'planned' | 'round' | 'runAt' | 'failures' | 'flawed' | 'startedAt' | 'endedAt' | 'lastError'>
>;

export interface Claim {
  /** Items of the first of them go first, and so on while there are workers without any. */
  readonly stageIds: readonly number[];
  /** Only items whose `runAt` has come. */
  readonly now: Instant;
  readonly leaseUntil: Instant;
  /** Rows of the workers: the first item of a stage goes to the first, and so around. Not empty. */
  readonly workerIds: readonly number[];
  /** Most items a worker is given. All of one worker's are of the same stage. */
  readonly itemsPerWorker: number;
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
  readonly errorClass: ErrorClass | undefined;
  readonly lastError: string | undefined;
  readonly result: Item['result'];
  readonly endedAt: Instant | undefined;
  /** The attempt never began, so it is not counted. */
  readonly uncounted?: boolean;
}

/** A claim that somebody still answers for. */
export interface Lease {
  readonly itemId: number;
  readonly fence: number;
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

/** Jobs and their stages. Lists that are asked for by ids leave out what is not there. */
export interface JobRecords {
  insertJob(job: NewJob, now: Instant): Promise<number>;
  /** By ascending id. */
  jobs(ids: readonly number[]): Promise<JobView[]>;
  /** The jobs in these states, by ascending id. */
  jobsIn(statuses: readonly JobStatus[]): Promise<JobView[]>;
  /** The jobs that these stages are of, by ascending id. */
  jobsOfStages(stageIds: readonly number[]): Promise<JobView[]>;
  updateJobs(ids: readonly number[], patch: JobPatch): Promise<void>;
  updateStages(ids: readonly number[], patch: StagePatch): Promise<void>;
}

/** Items; every change keeps up the counts of their stage. */
export interface ItemRecords {
  /** Adds pending items; keys that the stage has are left as they are. Answers how many were new. */
  insertItems(stageId: number, round: number, items: readonly NewItem[], now: Instant): Promise<number>;
  item(id: number): Promise<Item | undefined>;
  /** Pending items become running with a new fence, in each stage the earliest `runAt` first, then by id. */
  claim(claim: Claim): Promise<Item[]>;
  /**
   * Answers of each whether it was recorded. Where an item was handed out again or is no
   * longer running, its finish changes nothing.
   */
  finish(finishes: readonly Finish[]): Promise<boolean[]>;
  move(move: ItemMove): Promise<Moved>;
  /** The same for one item, whatever its id; false if its status is none of `statuses`. */
  moveOne(itemId: number, move: Pick<ItemMove, 'to' | 'now' | 'afresh'> & { readonly statuses: readonly ItemStatus[] }): Promise<boolean>;
  /** New end of the leases of running items; those of an older fence are passed over. */
  renewLeases(leases: readonly Lease[], until: Instant): Promise<void>;
  /** Running items whose lease has ended, at most `limit`. */
  expired(now: Instant, limit: number): Promise<Item[]>;
}

/** Commands, what was said, workers, holds, starts. */
export interface Ledger {
  /** By ascending id. */
  pendingCommands(limit: number): Promise<Command[]>;
  /** Answers their ids, which ascend. */
  insertCommands(commands: readonly Pick<Command, 'type' | 'target'>[], now: Instant): Promise<number[]>;
  /** How far each one got, and what came of those that are through. */
  updateCommands(commands: readonly StoredCommand[], now: Instant): Promise<void>;
  addEvents(events: readonly NewEvent[], now: Instant): Promise<void>;
  addLogs(logs: readonly NewLog[], now: Instant): Promise<void>;
  /** Every worker becomes idle; answers the ids of the named ones' rows, made if need be, in the given order. */
  registerWorkers(names: readonly string[], now: Instant): Promise<number[]>;
  updateWorkers(states: readonly WorkerState[]): Promise<void>;
  holds(): Promise<Hold[]>;
  /** False if it is held already. */
  hold(hold: Hold): Promise<boolean>;
  /** Answers how many of them were held. */
  release(holds: ReadonlyArray<Pick<Hold, 'kind' | 'name'>>): Promise<number>;
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
