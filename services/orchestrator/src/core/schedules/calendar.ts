import type { Instant } from '@catalogsync/job-engine';

/** When a cron pattern fires. An empty time zone means that of the machine. */
export interface CronPatterns {
  /**
   * Refuses anything but a pattern of five fields, or six with seconds first, and a valid time zone.
   * @throws Fault `invalid_argument`
   */
  validate(pattern: string, timeZone: string): void;
  /**
   * The first firing later than `after`, whole seconds; undefined if there is none. A fixed time skipped by a clock
   * change fires right after it, and a repeated one fires once; interval patterns follow the clock (Vixie cron's
   * rules).
   */
  nextAfter(pattern: string, timeZone: string, after: Instant): Instant | undefined;
}

/** A zone's offset from UTC. */
export interface TimeZones {
  /** Milliseconds at that instant. An empty time zone means that of the machine. */
  offsetAt(timeZone: string, instant: Instant): number;
}

export interface Calendar {
  readonly patterns: CronPatterns;
  readonly zones: TimeZones;
}
