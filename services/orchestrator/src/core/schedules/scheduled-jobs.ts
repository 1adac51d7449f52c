import type { ScheduleRuns } from './schedule-store.js';

/** @internal for tests */
export interface ScheduledJob {
  readonly template: string;
  readonly sources: readonly string[];
  readonly downloadSources: readonly string[];
}

/** The jobs, as far as schedules begin them. */
export interface ScheduledJobs {
  /**
   * Queues a job and answers its id. `record` runs in the transaction that makes it: what it throws
   * undoes the job and is thrown on.
   * @throws Fault `failed_precondition`, `invalid_argument` if it cannot run as things are; `unavailable`,
   *   `timeout`, `disk_full` if it may at a later time
   */
  start(job: ScheduledJob, record: (runs: ScheduleRuns, jobId: number) => Promise<void>, signal: AbortSignal): Promise<number>;
  /** True for a job that has not come to an end, also while it is paused. */
  isActive(jobId: number): Promise<boolean>;
}
