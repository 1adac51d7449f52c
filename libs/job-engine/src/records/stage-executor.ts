import type { Fault } from '@catalogsync/faults';
import type { ErrorClass } from './error-class.js';
import type { Item, NewItem } from './item.js';
import type { Job, Stage } from './job.js';

/** Progress of an item; shown while it runs, never stored with the item. */
export interface ItemProgress {
  /** Units done and in total; a `total` of 0 means not known yet. */
  readonly done: number;
  readonly total: number;
  /** A plural noun, such as "bytes". */
  readonly unit: string;
  /** What it is working on now. */
  readonly current?: string;
  /** Derived from `done` if the unit is bytes and this is absent. */
  readonly bytesPerSecond?: number;
}

export interface ExecutionContext {
  readonly job: Job;
  readonly stage: Stage;
  /** Aborted by a cancel, by a shutdown after its grace period, and when the attempt reports nothing for too long. */
  readonly signal: AbortSignal;
  /** Rises with each claim of the item: makes temporary file names unique to the attempt. */
  readonly fence: number;
  readonly workerName: string;
  report(progress: ItemProgress): void;
}

/** Runs inside the transaction that records the item's end; if it throws, the item fails and only the effect is undone. */
type CompletionEffect<Effects> = (effects: Effects) => Promise<void> | void;

/** Worth keeping in the job's history; the types are the executor's own. */
export interface ToldEvent {
  readonly type: string;
  readonly message: string;
}

export interface ItemSuccess<Effects> {
  readonly kind: 'succeeded';
  readonly events?: readonly ToldEvent[];
  /**
   * What it could not do although it succeeded, such as unreadable files, for a person to see. Stored in the
   * job's log; the stage then ends with errors.
   */
  readonly notices?: readonly string[];
  /** Stored with the item. */
  readonly result?: Readonly<Record<string, unknown>>;
  readonly effect?: CompletionEffect<Effects>;
  /**
   * Undoes what the attempt left outside the database; called if its end was refused because the item was
   * canceled or handed out again.
   */
  discard?(): Promise<void>;
}

export interface ItemFailure {
  readonly kind: 'failed';
  readonly errorClass: ErrorClass;
  readonly message: string;
  readonly events?: readonly ToldEvent[];
  /** The full volume; needed with `disk_full`. */
  readonly volume?: string;
  /** How long the source asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

export type ItemOutcome<Effects> = ItemSuccess<Effects> | ItemFailure;

/**
 * `exclusive`: at most one job with a stage in this lane is active, and none begins while a volume is full.
 * `general`: runs next to any other job.
 */
export type Lane = 'general' | 'exclusive';

/**
 * The work of one type of stage. If an executor throws a Fault, the item fails with the class of its code
 * (error-class.ts); anything else thrown is `internal`.
 */
export interface StageExecutor<Effects> {
  /** The type of stage, as jobs name it. */
  readonly type: string;
  readonly lane: Lane;
  /** Number of workers, named `<type>-1` and so on. */
  readonly concurrency: number;
  /**
   * How many items a worker takes at once. Use 1 for long items, so that its row always shows the current one;
   * more for short items, so that one commit covers many.
   */
  readonly itemsPerClaim: number;
  /** An attempt that reports nothing for this many milliseconds is aborted and its item handed out again. */
  readonly stallAfterMs: number;
  /** The volume it writes to, for a `disk_full` fault that names none. */
  volume?(): string;
  /** What the job's history says about an attempt that threw this. */
  failureEvents?(item: Item, fault: Fault): readonly ToldEvent[];
  /**
   * The items of a stage in the order they should run. May be called again for the same stage, after a crash or
   * when the stage is reopened; items are identified by key, so existing ones are neither lost nor doubled.
   * If it throws, planning is retried if the error class allows, otherwise the stage fails.
   */
  plan(job: Job, stage: Stage, signal: AbortSignal): AsyncIterable<NewItem>;
  execute(item: Item, context: ExecutionContext): Promise<ItemOutcome<Effects>>;
}
