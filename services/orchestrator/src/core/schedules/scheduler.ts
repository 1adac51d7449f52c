import { Fault, toFault } from '@catalogsync/faults';
import { Bell, type Instant, type Surroundings } from '@catalogsync/job-engine';
import { type Calendar, outsideBlackout, planNext } from './calendar.js';
import type { Plan, Schedule, ScheduleRuns, ScheduleSettings, ScheduleStore } from './schedule.js';

/** @internal for tests */
export type ScheduledJob = Pick<ScheduleSettings, 'name' | 'template' | 'sources' | 'downloadSources'>;

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

export interface SchedulerParts {
  readonly store: ScheduleStore;
  readonly jobs: ScheduledJobs;
  readonly calendar: Calendar;
  readonly surroundings: Omit<Surroundings, 'volumes'>;
}

/** Longest wait while something is planned: the machine's clock may be changed meanwhile. */
const longestWaitMs = 60_000;
/** Delay before retrying a run that could not start for a temporary reason. */
const retryMs = 60_000;
/** The wait when nothing is planned; a change of a schedule ends it early. */
const idleMs = 24 * 3600 * 1000;
/** Clock corrections are smaller. A plan made this far in the future came from a wrong clock. */
const wrongClockMs = 24 * 3600 * 1000;
/** A clock that shows an earlier time is wrong: without a battery, some start in 1970. */
const earliestInstant = Date.UTC(2026, 0, 1);

const passing: ReadonlySet<string> = new Set(['unavailable', 'timeout', 'disk_full', 'rate_limited']);

type Due = Schedule & { readonly plan: Plan };

/**
 * Starts the jobs of the schedules. Runs missed while the program was off are made up for at start, by a single run
 * however many were missed.
 */
export class Scheduler {
  private readonly bell: Bell;
  private readonly ending = new AbortController();
  private loop: Promise<void> | undefined;

  constructor(private readonly parts: SchedulerParts) {
    this.bell = new Bell(parts.surroundings.pacing);
  }

  /** Starts the scheduling. Calling it again does nothing. */
  start(): void {
    this.loop ??= this.run();
  }

  /** A schedule was changed. */
  news(): void {
    this.bell.ring();
  }

  /** Starts no job after it resolves. Calling it again is harmless. */
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
        // The store failed: nothing is lost, and everything is checked again.
        log.error({ err: error }, 'the schedules could not be checked');
      }
      if (!this.ending.signal.aborted) await this.bell.wait(Math.max(waitMs, 0));
    }
  }

  /** Starts what is due; returns the instant of the next run, if any is planned. */
  private async turn(): Promise<Instant | undefined> {
    const { store, surroundings } = this.parts;
    if (surroundings.clock.now() < earliestInstant) return earliestInstant;
    let earliest: Instant | undefined;
    let acted = false;
    for (const schedule of await store.list()) {
      if (this.ending.signal.aborted) return undefined;
      const { plan } = schedule;
      if (plan === undefined || !schedule.enabled) continue;
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
    // Handled schedules have a new plan, which the next turn reads at once.
    return acted ? surroundings.clock.now() : earliest;
  }

  private async begin(schedule: Due, now: Instant): Promise<void> {
    const { calendar, jobs, store } = this.parts;
    const free = outsideBlackout(schedule, now, calendar);
    if (free === undefined) {
      await this.leaveOut(schedule, now, 'its blackout hours cover the whole day');
    } else if (free > now) {
      // The machine was asleep, or the zone's rules changed since planning.
      await store.postpone(schedule, { ...schedule.plan, runAt: free }, schedule.lastError);
    } else if (schedule.lastJobId !== undefined && (await jobs.isActive(schedule.lastJobId))) {
      await this.leaveOut(schedule, now, `skipped: job ${schedule.lastJobId}, which it started earlier, has not ended`);
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
          if (changed) throw new Fault('failed_precondition', `schedule ${schedule.id} was changed while its job was being created`);
        },
        signal,
      );
    } catch (error) {
      // The job was undone, and the next turn uses the changed schedule.
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
    await this.parts.store.postpone(schedule, plan, schedule.lastError);
  }

  private next(schedule: Due, now: Instant): Plan | undefined {
    const { calendar, surroundings } = this.parts;
    return planNext({ timing: schedule, now, firedAt: schedule.plan.firingAt }, calendar, surroundings.random);
  }

  private warn({ id, name }: Schedule, reason: string): void {
    this.parts.surroundings.log.warn({ schedule: id, name, reason }, 'a scheduled job did not start');
  }
}
