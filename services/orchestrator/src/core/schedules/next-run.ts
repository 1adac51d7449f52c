import type { Instant, Random } from '@catalogsync/job-engine';
import { firstOutside } from './blackout.js';
import type { Calendar } from './calendar.js';
import type { Plan, Timing } from './schedule.js';

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
