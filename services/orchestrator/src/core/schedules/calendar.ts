import type { Instant } from '@catalogsync/job-engine';

/** When a cron pattern fires. An empty time zone means that of the machine. */
export interface CronPatterns {
  /**
   * Refuses what is no pattern of five fields, or six with seconds first, and what is no time zone.
   * @throws Fault `invalid_argument`
   */
  validate(pattern: string, timeZone: string): void;
  /**
   * The first firing later than `after`, whole seconds; undefined if there is none. A fixed time of day
   * that the clocks skip fires when they have gone forward, one that they repeat fires once; a pattern
   * of intervals follows the clocks (Vixie cron's rules).
   */
  nextAfter(pattern: string, timeZone: string, after: Instant): Instant | undefined;
}

/** How far a zone's clocks are ahead of UTC. */
export interface TimeZones {
  /** Milliseconds at that instant. An empty time zone means that of the machine. */
  offsetAt(timeZone: string, instant: Instant): number;
}

export interface Calendar {
  readonly patterns: CronPatterns;
  readonly zones: TimeZones;
}
