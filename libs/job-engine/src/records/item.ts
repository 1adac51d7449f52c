import type { ErrorClass } from './error-class.js';
import type { Instant } from './job.js';
import type { ItemStatus } from './states.js';

/** What an item is about: ids of records that its executor knows, by the name of their kind. */
export type References = Readonly<Record<string, number>>;

/** A key for what a stage does again when it is planned for another round, with what came about since. */
export function keyInRound(key: string, round: number): string {
  return round === 1 ? key : `${key}:${round}`;
}

export interface NewItem {
  /** A word of its executor, which tells its kinds of items apart by it. */
  readonly type: string;
  /** Unique within the stage, such as `file:1`; a key that is there already is not added again. */
  readonly key: string;
  readonly references?: References;
  /** The outside source it depends on, such as a server's name; what a source's pause, retry and recovery go by. */
  readonly source?: string;
  /** What a person calls it (behaviour 54). */
  readonly displayText?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

export interface Item extends Required<NewItem> {
  readonly id: number;
  readonly stageId: number;
  readonly result: Readonly<Record<string, unknown>> | undefined;
  readonly status: ItemStatus;
  readonly workerId: number | undefined;
  /** How many times it was claimed. */
  readonly attempts: number;
  /** Counted failures in a row since it was last asked for. */
  readonly failures: number;
  /** Rises with each claim; only the holder of the newest one may finish the item. */
  readonly fence: number;
  readonly runAt: Instant;
  readonly leaseUntil: Instant | undefined;
  readonly errorClass: ErrorClass | undefined;
  readonly lastError: string | undefined;
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
}
