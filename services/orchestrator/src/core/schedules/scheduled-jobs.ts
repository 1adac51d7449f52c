import type { ScheduleRuns } from './schedule-store.js';

/** @internal for tests */
export interface ScheduledJob {
  readonly template: string;
  readonly sources: readonly string[];
  readonly downloadSources: readonly string[];
}

/** The part of the job system that schedules use. */
export interface ScheduledJobs {
  /**
   * Queues a job and returns its id. `record` runs in the same transaction: if it throws, the job is undone and the
   * error rethrown.
   * @throws Fault `failed_precondition`, `invalid_argument` if it cannot run as configured; `unavailable`, `timeout`,
   *   `disk_full` if it may work later
   */
  start(job: ScheduledJob, record: (runs: ScheduleRuns, jobId: number) => Promise<void>, signal: AbortSignal): Promise<number>;
  /** True for an unfinished job, even a paused one. */
  isActive(jobId: number): Promise<boolean>;
}
