import type { Instant, Random } from '@catalogsync/job-engine';
import { firstOutside } from './blackout.js';
import type { Plan, Timing } from './schedule.js';

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

/** `instant`, or the end of the blackout hours around it; undefined if they never end. */
export function outsideBlackout(timing: Timing, instant: Instant, { zones }: Calendar): Instant | undefined {
  return firstOutside(timing.blackoutHours, (at) => zones.offsetAt(timing.timeZone, at), instant);
}

export interface PlanRequest {
  readonly timing: Timing;
  readonly now: Instant;
  /** Firings up to this one have already run. */
  readonly firedAt?: Instant;
}

/**
 * The next run: the pattern's first firing after now, plus a random delay, moved out of the blackout hours. Earlier
 * firings are over, so several missed ones count as one. Undefined if it never fires.
 */
export function planNext({ timing, now, firedAt = now }: PlanRequest, calendar: Calendar, random: Random): Plan | undefined {
  const firingAt = calendar.patterns.nextAfter(timing.pattern, timing.timeZone, Math.max(now, firedAt));
  if (firingAt === undefined) return undefined;
  const delayMs = Math.floor(random() * (timing.jitterSeconds + 1)) * 1000;
  const runAt = outsideBlackout(timing, firingAt + delayMs, calendar);
  return runAt === undefined ? undefined : { firingAt, runAt, plannedAt: now };
}
