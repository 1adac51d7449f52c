import type { Instant } from '@catalogsync/job-engine';
import type { Plan, Schedule, ScheduleSettings } from './schedule.js';

/** The state of a schedule that a change is based on. */
export type ScheduleVersion = Pick<Schedule, 'id' | 'version'>;

/** The stored schedules. */
export interface ScheduleStore {
  /** By id. */
  list(): Promise<readonly Schedule[]>;
  /** @throws Fault `already_exists` if another one has the name */
  insert(settings: ScheduleSettings, plan: Plan | undefined, now: Instant, signal?: AbortSignal): Promise<Schedule>;
  /**
   * Replaces the user's fields. Calls `plan` in the transaction with the previous schedule.
   * @throws Fault `not_found`, `already_exists` if another one has the name
   */
  replace(
    id: number,
    settings: ScheduleSettings,
    plan: (before: Schedule) => Plan | undefined,
    now: Instant,
    signal?: AbortSignal,
  ): Promise<Schedule>;
  /** False if there is none. */
  delete(id: number): Promise<boolean>;
  /** A new plan without a run, and why; false if the schedule was changed meanwhile. */
  postpone(schedule: ScheduleVersion, plan: Plan | undefined, lastError: string | undefined, signal?: AbortSignal): Promise<boolean>;
}

export interface ScheduledRun {
  readonly schedule: ScheduleVersion;
  readonly jobId: number;
  readonly at: Instant;
  readonly next: Plan | undefined;
}

/** Of one transaction. */
export interface ScheduleStores {
  readonly scheduleRuns: ScheduleRuns;
}

/** Written in the transaction that creates the job, so that no firing gets two jobs and none is lost. */
export interface ScheduleRuns {
  /** False if the schedule was changed meanwhile, or already had this run. */
  record(run: ScheduledRun): Promise<boolean>;
}
