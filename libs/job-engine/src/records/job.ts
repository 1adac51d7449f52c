import type { ItemStatus, JobStatus, StageStatus } from './states.js';

/** All instants are milliseconds since 1970, UTC. */
export type Instant = number;

/** Who paused a job; only what a program paused is resumed by a program. */
export const pauseCauses = ['user', 'restart', 'crash_loop', 'disk_full'] as const;
export type PauseCause = (typeof pauseCauses)[number];

/** What a job was asked for. Kept with it as it was then, for its executors and for people; the engine reads none of it. */
export interface JobTerms {
  /** The name of the plan that its stages are from; older databases may hold any word. */
  readonly template: string;
  /** The configuration frozen when the job was made (behaviour 111). */
  readonly config: Readonly<Record<string, unknown>>;
  /** Lists of names that were chosen for it, each under a name of its own. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** What it is limited to; empty means everything (behaviour 105). */
  readonly scope: Readonly<Record<string, unknown>>;
}

export interface Job extends JobTerms {
  readonly id: number;
  readonly status: JobStatus;
  readonly createdAt: Instant;
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
  readonly lastError: string | undefined;
  readonly pausedBy: PauseCause | undefined;
  /** The volume without room that paused it; set with `pausedBy` = `disk_full` only. */
  readonly pausedVolume: string | undefined;
  /** Resume was asked for while it was still pausing: it goes on as soon as it is paused. */
  readonly resumeWanted: boolean;
}

/** How many items of a stage are in each state; kept up with every change, never counted. */
export type ItemCounts = Readonly<Record<ItemStatus, number>>;

export const noItems: ItemCounts = { pending: 0, running: 0, succeeded: 0, failed: 0, interrupted: 0, canceled: 0 };

/** Items of a stage that are not at an end. */
export function openItems({ counts }: { readonly counts: ItemCounts }): number {
  return counts.pending + counts.running + counts.interrupted;
}

export interface Stage {
  readonly id: number;
  readonly jobId: number;
  /** The name of the executor that works on it; older databases may hold one that nobody brings any more. */
  readonly type: string;
  readonly seqNo: number;
  readonly status: StageStatus;
  /** All items of the present round are there. */
  readonly planned: boolean;
  /** How many times it was opened for planning, from 1; a repeated round adds what is new. */
  readonly round: number;
  /** Not to be started before; set while a failed planning waits. */
  readonly runAt: Instant;
  /** Failed plannings in a row. */
  readonly failures: number;
  readonly counts: ItemCounts;
  /** An item of it succeeded but said what it could not do, so the stage ends with errors. */
  readonly flawed: boolean;
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
  readonly lastError: string | undefined;
}

/** A job with its stages in the order they run. */
export interface JobView {
  readonly job: Job;
  readonly stages: readonly Stage[];
}
