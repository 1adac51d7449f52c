import type { ItemStatus, JobStatus, StageStatus } from './states.js';

/** All instants are milliseconds since 1970, UTC. */
export type Instant = number;

/** Who paused a job; a program resumes only what a program paused. */
export const pauseCauses = ['user', 'restart', 'crash_loop', 'disk_full'] as const;
export type PauseCause = (typeof pauseCauses)[number];

/** What was requested, kept unchanged for executors and people; the engine does not read it. */
export interface JobTerms {
  /** The name of the plan that its stages come from; older databases may hold any word. */
  readonly template: string;
  /** The configuration frozen when the job was made (behaviour 111). */
  readonly config: Readonly<Record<string, unknown>>;
  /** Lists of names chosen for the job, each list under its own name. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** Limits the job; empty means everything (behaviour 105). */
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
  /** The full volume that paused it; set only with `pausedBy` = `disk_full`. */
  readonly pausedVolume: string | undefined;
  /** Resume was requested while it was pausing: it resumes once it is paused. */
  readonly resumeWanted: boolean;
}

/** How many items of a stage are in each state; updated with every change, never counted afresh. */
export type ItemCounts = Readonly<Record<ItemStatus, number>>;

/** Items of a stage that have not ended. */
export function openItems({ counts }: { readonly counts: ItemCounts }): number {
  return counts.pending + counts.running + counts.interrupted;
}

export interface Stage {
  readonly id: number;
  readonly jobId: number;
  /** The name of its executor; older databases may hold one that no longer exists. */
  readonly type: string;
  readonly seqNo: number;
  readonly status: StageStatus;
  /** All items of the current round have been added. */
  readonly planned: boolean;
  /** How many times it was opened for planning, from 1; a repeated round adds what is new. */
  readonly round: number;
  /** Earliest planning; set while a failed one waits. */
  readonly runAt: Instant;
  /** Failed plannings in a row. */
  readonly failures: number;
  readonly counts: ItemCounts;
  /** An item succeeded but reported what it could not do, so the stage ends with errors. */
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
