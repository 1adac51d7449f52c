import type { ErrorClass } from './error-class.js';
import type { Instant } from './job.js';
import type { ItemStatus } from './states.js';

/** What an item refers to: ids of records that its executor knows, by the name of their kind. */
export type References = Readonly<Record<string, number>>;

/** A key for work that a stage repeats when it is planned for another round with new input. */
export function keyInRound(key: string, round: number): string {
  return round === 1 ? key : `${key}:${round}`;
}

export interface NewItem {
  /** The executor's own word for this kind of item. */
  readonly type: string;
  /** Unique within the stage, such as `file:1`; an existing key is not added again. */
  readonly key: string;
  readonly references?: References;
  /** The outside source it depends on, such as a server's name; pause, retry and recovery of a source select by it. */
  readonly source?: string;
  /** What a person calls it (behaviour 54). */
  readonly displayText?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  /** Claimed before every other item of its stage, also before those that were planned in an earlier round. */
  readonly first?: boolean;
}

export interface Item extends Required<Omit<NewItem, 'first'>> {
  readonly id: number;
  readonly stageId: number;
  readonly result: Readonly<Record<string, unknown>> | undefined;
  readonly status: ItemStatus;
  readonly workerId: number | undefined;
  /** How many times it was claimed. */
  readonly attempts: number;
  /** Counted failures in a row since it was last requested. */
  readonly failures: number;
  /** Rises with each claim; only the holder of the newest claim may finish the item. */
  readonly fence: number;
  readonly runAt: Instant;
  readonly leaseUntil: Instant | undefined;
  readonly errorClass: ErrorClass | undefined;
  readonly lastError: string | undefined;
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
}
