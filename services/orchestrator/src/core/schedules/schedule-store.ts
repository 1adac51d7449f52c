import type { Instant } from '@catalogsync/job-engine';
import type { Plan, Schedule, ScheduleSettings } from './schedule.js';

/** Which state of a schedule a change goes out from. */
export type ScheduleVersion = Pick<Schedule, 'id' | 'version'>;

/** The stored schedules. */
export interface ScheduleStore {
  /** By id. */
  list(): Promise<readonly Schedule[]>;
  /** @throws Fault `already_exists` if another one has the name */
  insert(settings: ScheduleSettings, plan: Plan | null, now: Instant): Promise<Schedule>;
  /**
   * Replaces what a user sets. `plan` is called in the transaction with what was there before.
   * @throws Fault `not_found`, `already_exists` if another one has the name
   */
  replace(id: number, settings: ScheduleSettings, plan: (before: Schedule) => Plan | null, now: Instant): Promise<Schedule>;
  /** False if there is none. */
  delete(id: number): Promise<boolean>;
  /** A new plan without a run, and why; false if the schedule was changed meanwhile. */
  postpone(schedule: ScheduleVersion, plan: Plan | null, lastError: string | null): Promise<boolean>;
}

export interface ScheduledRun {
  readonly schedule: ScheduleVersion;
  readonly jobId: number;
  readonly at: Instant;
  readonly next: Plan | null;
}

/** Written in the transaction that makes the job, so that no firing has two and none is lost. */
export interface ScheduleRuns {
  /** False if the schedule was changed meanwhile, or has had this run. */
  record(run: ScheduledRun): Promise<boolean>;
}
