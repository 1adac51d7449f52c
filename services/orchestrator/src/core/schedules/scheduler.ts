import { Fault, toFault } from '@catalogsync/faults';
import { Bell, type Instant, type Surroundings } from '@catalogsync/job-engine';
import type { Calendar } from './calendar.js';
import { outsideBlackout, planNext } from './next-run.js';
import type { Plan, Schedule } from './schedule.js';
import type { ScheduleStore } from './schedule-store.js';
import type { ScheduledJobs } from './scheduled-jobs.js';

export interface SchedulerParts {
  readonly store: ScheduleStore;
  readonly jobs: ScheduledJobs;
  readonly calendar: Calendar;
  readonly surroundings: Omit<Surroundings, 'volumes'>;
}

/** A wait is never longer while something is planned: the machine's clock may be set meanwhile. */
const longestWaitMs = 60_000;
/** What could not begin for a passing reason is tried again after this. */
const retryMs = 60_000;
/** Nothing is planned: only a change of a schedule wakes it earlier. */
const idleMs = 24 * 3600 * 1000;
/** Clocks are corrected by less. A plan made so much later than now was made by a wrong clock. */
const wrongClockMs = 24 * 3600 * 1000;
/** No clock is right that shows an instant before this was written: without a battery some begin in 1970. */
const earliestInstant = Date.UTC(2026, 0, 1);

const passing: ReadonlySet<string> = new Set(['unavailable', 'timeout', 'disk_full', 'rate_limited']);

type Due = Schedule & { readonly plan: Plan };

/**
 * Begins the jobs of the schedules. A run that was missed while the program was off is made up for at
 * the start, once however many were missed.
 */
export class Scheduler {
  private readonly bell: Bell;
  private readonly ending = new AbortController();
  private loop: Promise<void> | undefined;

  constructor(private readonly parts: SchedulerParts) {
    this.bell = new Bell(parts.surroundings.pacing);
  }

  /** From now on jobs begin. Calling it again does nothing. */
  start(): void {
    this.loop ??= this.run();
  }

  /** A schedule was changed. */
  news(): void {
    this.bell.ring();
  }

  /** No job begins after it resolves. Calling it again is harmless. */
  async stop(): Promise<void> {
    this.ending.abort();
    this.bell.ring();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { clock, log } = this.parts.surroundings;
    while (!this.ending.signal.aborted) {
      let waitMs = longestWaitMs;
      try {
        const next = await this.turn();
        waitMs = next === undefined ? idleMs : Math.min(next - clock.now(), longestWaitMs);
      } catch (error) {
        // The store failed: nothing is lost, all of it is looked at again.
        log.error({ err: error }, 'the schedules could not be looked at');
      }
      if (!this.ending.signal.aborted) await this.bell.wait(Math.max(waitMs, 0));
    }
  }

  /** Begins what is due; answers the instant of what comes next, if anything is planned. */
  private async turn(): Promise<Instant | undefined> {
    const { store, surroundings } = this.parts;
    if (surroundings.clock.now() < earliestInstant) return earliestInstant;
    let earliest: Instant | undefined;
    let acted = false;
    for (const schedule of await store.list()) {
      if (this.ending.signal.aborted) return undefined;
      const { plan } = schedule;
      if (plan === null || !schedule.enabled) continue;
      const due = { ...schedule, plan };
      const now = surroundings.clock.now();
      if (plan.plannedAt > now + wrongClockMs) await this.planAnew(due, now);
      else if (plan.runAt <= now) await this.begin(due, now);
      else {
        earliest = Math.min(earliest ?? plan.runAt, plan.runAt);
        continue;
      }
      acted = true;
    }
    // What was acted on has a new plan; it is read with the next turn, at once.
    return acted ? surroundings.clock.now() : earliest;
  }

  private async begin(schedule: Due, now: Instant): Promise<void> {
    const { calendar, jobs, store } = this.parts;
    const free = outsideBlackout(schedule, now, calendar);
    if (free === undefined) {
      await this.leaveOut(schedule, now, 'its blackout hours cover the whole day');
    } else if (free > now) {
      // The machine slept, or the zone's rules changed since it was planned.
      await store.postpone(schedule, { ...schedule.plan, runAt: free }, schedule.lastError);
    } else if (schedule.lastJobId !== null && (await jobs.isActive(schedule.lastJobId))) {
      await this.leaveOut(schedule, now, `skipped: job ${schedule.lastJobId}, which it began before, has not ended`);
    } else {
      await this.startJob(schedule, now);
    }
  }

  private async startJob(schedule: Due, now: Instant): Promise<void> {
    const next = this.next(schedule, now);
    let changed = false;
    try {
      const { signal } = this.ending;
      await this.parts.jobs.start(
        schedule,
        async (runs, jobId) => {
          changed = !(await runs.record({ schedule, jobId, at: now, next }));
          if (changed) throw new Fault('failed_precondition', `schedule ${schedule.id} was changed while its job was made`);
        },
        signal,
      );
    } catch (error) {
      // Then the job was undone, and the next turn goes by what the schedule is now.
      if (changed || this.ending.signal.aborted) return;
      await this.failed(schedule, now, toFault(error));
    }
  }

  private async failed(schedule: Due, now: Instant, fault: Fault): Promise<void> {
    if (!passing.has(fault.code)) return this.leaveOut(schedule, now, fault.message);
    this.warn(schedule, fault.message);
    const runAt = outsideBlackout(schedule, now + retryMs, this.parts.calendar) ?? now + retryMs;
    await this.parts.store.postpone(schedule, { ...schedule.plan, runAt }, fault.message);
  }

  /** This firing has no job; the next one may. */
  private async leaveOut(schedule: Due, now: Instant, reason: string): Promise<void> {
    this.warn(schedule, reason);
    await this.parts.store.postpone(schedule, this.next(schedule, now), reason);
  }

  private async planAnew(schedule: Due, now: Instant): Promise<void> {
    this.warn(schedule, 'the clock was set back by more than a day: planned anew');
    const plan = planNext({ timing: schedule, now }, this.parts.calendar, this.parts.surroundings.random);
    await this.parts.store.postpone(schedule, plan ?? null, schedule.lastError);
  }

  private next(schedule: Due, now: Instant): Plan | null {
    const { calendar, surroundings } = this.parts;
    return planNext({ timing: schedule, now, firedAt: schedule.plan.firingAt }, calendar, surroundings.random) ?? null;
  }

  private warn({ id, name }: Schedule, reason: string): void {
    this.parts.surroundings.log.warn({ schedule: id, name, reason }, 'a scheduled job did not begin');
  }
}
