import type { Instant } from '@catalogsync/job-engine';
import type { Template } from '../templates/templates.js';
import type { BlackoutRange } from './blackout.js';

/** When a schedule starts jobs. */
export interface Timing {
  /** Cron pattern of five fields, or six with seconds first. */
  readonly pattern: string;
  /** IANA name; empty means the machine's time zone. */
  readonly timeZone: string;
  /** Each run starts up to this many seconds after its firing, at random. */
  readonly jitterSeconds: number;
  /** A run that falls into them starts at their end. */
  readonly blackoutHours: readonly BlackoutRange[];
}

/** What a user sets. */
export interface ScheduleSettings extends Timing {
  /** Unique. */
  readonly name: string;
  readonly template: Template;
  /** Empty means all configured ones. */
  readonly sources: readonly string[];
  /** In order; empty means as configured. */
  readonly downloadSources: readonly string[];
  readonly enabled: boolean;
}

/** The next run: drawn once and stored, so that a restart keeps it. */
export interface Plan {
  /** The pattern's firing time. */
  readonly firingAt: Instant;
  /** With jitter, and outside the blackout hours. */
  readonly runAt: Instant;
  /** When this was decided; reveals a clock that was set back since. */
  readonly plannedAt: Instant;
}

export interface Schedule extends ScheduleSettings {
  readonly id: number;
  /** Increases with every change. */
  readonly version: number;
  /** Undefined if disabled, or if it will never fire again. */
  readonly plan: Plan | undefined;
  readonly lastRunAt: Instant | undefined;
  readonly lastJobId: number | undefined;
  /** Why the last run could not start; undefined if it did. */
  readonly lastError: string | undefined;
}

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
