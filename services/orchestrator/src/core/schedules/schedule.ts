import type { Instant } from '@catalogsync/job-engine';
import type { Template } from '../templates/templates.js';
import type { BlackoutRange } from './blackout.js';

/** When a schedule begins jobs. */
export interface Timing {
  /** Cron pattern of five fields, or six with seconds first. */
  readonly pattern: string;
  /** IANA name; empty means that of the machine. */
  readonly timeZone: string;
  /** Each run begins up to so many seconds after its firing, by chance. */
  readonly jitterSeconds: number;
  /** A run that falls into them begins at their end. */
  readonly blackoutHours: readonly BlackoutRange[];
}

/** What a user sets. */
export interface ScheduleSettings extends Timing {
  /** Unique. */
  readonly name: string;
  readonly template: Template;
  /** Empty means all that are configured. */
  readonly sources: readonly string[];
  /** In order; empty means as configured. */
  readonly downloadSources: readonly string[];
  readonly enabled: boolean;
}

/** The next run: drawn once and stored, so that a restart keeps it. */
export interface Plan {
  /** What the pattern says. */
  readonly firingAt: Instant;
  /** With jitter and outside of the blackout hours. */
  readonly runAt: Instant;
  /** When this was decided: tells a clock that was set back since. */
  readonly plannedAt: Instant;
}

export interface Schedule extends ScheduleSettings {
  readonly id: number;
  /** Rises with every change. */
  readonly version: number;
  /** Undefined while disabled, and if it cannot fire any more. */
  readonly plan: Plan | undefined;
  readonly lastRunAt: Instant | undefined;
  readonly lastJobId: number | undefined;
  /** Why the last run could not begin; undefined after one that did. */
  readonly lastError: string | undefined;
}
