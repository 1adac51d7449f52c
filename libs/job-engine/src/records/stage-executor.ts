import type { ErrorClass } from './error-class.js';
import type { Item, NewItem } from './item.js';
import type { Job, Stage } from './job.js';

/** How far an item is; shown while it runs, never stored with the item. */
export interface ItemProgress {
  /** Units done and in all; a `total` of 0 means not known yet. */
  readonly done: number;
  readonly total: number;
  /** A plural noun, such as "bytes". */
  readonly unit: string;
  /** What it works on now. */
  readonly current?: string;
  /** Worked out of `done` where the unit is bytes and this is not given. */
  readonly bytesPerSecond?: number;
}

export interface ExecutionContext {
  readonly job: Job;
  readonly stage: Stage;
  /** Aborted by a cancel, by a shutdown whose grace is over, and when the attempt reported nothing for too long. */
  readonly signal: AbortSignal;
  /** Rises with each claim of the item: a name for files written aside that no other attempt has. */
  readonly fence: number;
  readonly workerName: string;
  report(progress: ItemProgress): void;
}

/** Runs inside the transaction that records the item's end; what it throws fails the item and undoes only that. */
type CompletionEffect<Effects> = (effects: Effects) => Promise<void> | void;

export interface ItemSuccess<Effects> {
  readonly kind: 'succeeded';
  /** Worth keeping in the job's history; the types are the executor's own words. */
  readonly events?: ReadonlyArray<{ readonly type: string; readonly message: string }>;
  /**
   * What it could not do though it succeeded, such as files that could not be read, for a person to
   * see. Stored in the job's log; the stage ends with errors then.
   */
  readonly notices?: readonly string[];
  /** Stored with the item. */
  readonly result?: Readonly<Record<string, unknown>>;
  readonly effect?: CompletionEffect<Effects>;
  /**
   * Takes back what the attempt left outside the database; called when its end was refused
   * because the item was canceled or handed out again.
   */
  discard?(): Promise<void>;
}

export interface ItemFailure {
  readonly kind: 'failed';
  readonly errorClass: ErrorClass;
  readonly message: string;
  /** The volume without room; needed with `disk_full`. */
  readonly volume?: string;
  /** How long the source asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
}

export type ItemOutcome<Effects> = ItemSuccess<Effects> | ItemFailure;

/**
 * `exclusive`: of all jobs that have a stage in this lane at most one is active, and none begins while a
 * volume has no room. `general`: beside any others.
 */
export type Lane = 'general' | 'exclusive';

/**
 * What one type of stage does. An executor that throws a Fault fails the item with the class of its
 * code (error-class.ts); anything else it throws is `internal`.
 */
export interface StageExecutor<Effects> {
  /** The name of the type, which stages of jobs go by. */
  readonly type: string;
  readonly lane: Lane;
  /** Workers, named `<type>-1` and on. */
  readonly concurrency: number;
  /**
   * How many items a worker takes at once. 1 for long ones: its row is then always that of the item
   * it works on. More for short ones, so that one commit carries many.
   */
  readonly itemsPerClaim: number;
  /** An attempt that reports nothing for so long is aborted and its item handed out again, in milliseconds. */
  readonly stallAfterMs: number;
  /** The volume it writes to, for a `disk_full` fault that names none. */
  volume?(): string;
  /**
   * The items of a stage, in the order they are to run. May be called again for the same stage, after
   * a crash or when the stage is reopened: items are known by their key, so what is there already is
   * neither lost nor doubled. What it throws is tried again if its class allows, else fails the stage.
   */
  plan(job: Job, stage: Stage, signal: AbortSignal): AsyncIterable<NewItem>;
  execute(item: Item, context: ExecutionContext): Promise<ItemOutcome<Effects>>;
}
