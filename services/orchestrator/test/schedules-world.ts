import { Audit, commandLine } from '@catalogsync/audit';
import { MemoryAuditLog } from '@catalogsync/audit/testing';
import type { Fault } from '@catalogsync/faults';
import { FakeTime } from '@catalogsync/job-engine/testing';
import { CronerPatterns } from '../src/adapters/cron/croner-patterns.js';
import { IntlTimeZones } from '../src/adapters/cron/intl-time-zones.js';
import type { ScheduleText } from '../src/core/schedules/parse-schedule.js';
import type { Schedule, ScheduleRuns, ScheduleStore } from '../src/core/schedules/schedule.js';
import { ScheduleBook } from '../src/core/schedules/schedule-book.js';
import type { ScheduledJob, ScheduledJobs } from '../src/core/schedules/scheduler.js';
import { Scheduler } from '../src/core/schedules/scheduler.js';
import type { Source } from '../src/core/sources/source-catalog.js';
import { MemorySchedules } from './memory/memory-schedules.js';

/** In-memory jobs that end when the test says so. */
export class FakeJobs implements ScheduledJobs {
  readonly active = new Set<number>();
  failure: Fault | undefined;
  /** Called before a job is created, as another program might act in between. */
  meanwhile: (() => Promise<unknown>) | undefined;
  private readonly jobs: number[] = [];

  constructor(
    private readonly runs: ScheduleRuns,
    private readonly time: FakeTime,
  ) {}

  /** A job that cannot be recorded is never created. */
  async start(_job: ScheduledJob, record: (runs: ScheduleRuns, jobId: number) => Promise<void>): Promise<number> {
    if (this.failure !== undefined) throw this.failure;
    await this.meanwhile?.();
    await record(this.runs, this.jobs.length + 1);
    return this.jobs.push(this.time.now());
  }

  async isActive(jobId: number): Promise<boolean> {
    return this.active.has(jobId);
  }

  /** The start times of the jobs, in order. */
  begun(): string[] {
    return this.jobs.map((instant) => new Date(instant).toISOString().replace('.000Z', 'Z'));
  }
}

const person = commandLine('grpc');

const source = (name: string, configured = true): Source => ({ name, configured, lists: true, hasLocalFiles: false });

/** In-memory schedules with croner, in fake time and with fake jobs. The store contract covers SQLite. */
export class SchedulesWorld {
  readonly time = new FakeTime();
  readonly jobs: FakeJobs;
  readonly store: ScheduleStore;
  readonly book: ScheduleBook;
  readonly problems: unknown[] = [];
  scheduler: Scheduler;
  /** How far the machine's clock is off, in milliseconds. */
  skew = 0;
  chance = 0;
  resolverFault: Fault | undefined;

  constructor() {
    const store = new MemorySchedules();
    this.jobs = new FakeJobs(store, this.time);
    this.store = store;
    const sources = async (): Promise<Source[]> => {
      if (this.resolverFault !== undefined) throw this.resolverFault;
      return [source('library'), source('qq'), source('tidal', false)];
    };
    this.scheduler = this.newScheduler();
    const { calendar, surroundings } = this;
    const audit = new Audit({ log: new MemoryAuditLog(), now: () => this.time.now(), onFault: () => undefined });
    this.book = new ScheduleBook({ store, calendar, surroundings, audit, sources: { sources }, changed: () => this.scheduler.news() });
  }

  close(): Promise<void> {
    return this.scheduler.stop();
  }

  readonly calendar = { patterns: new CronerPatterns(), zones: new IntlTimeZones() };

  get surroundings() {
    return {
      clock: { now: () => this.time.now() + this.skew },
      pacing: this.time,
      random: () => this.chance,
      log: {
        warn: (details: unknown) => void this.problems.push(details),
        error: (details: unknown) => void this.problems.push(details),
      },
    };
  }

  newScheduler(): Scheduler {
    const { store, calendar, surroundings, jobs } = this;
    return new Scheduler({ store, calendar, surroundings, jobs });
  }

  /** Starts or restarts the program. */
  async restart(): Promise<void> {
    await this.scheduler.stop();
    this.scheduler = this.newScheduler();
    this.scheduler.start();
    await this.time.settle();
  }

  add(text: Partial<ScheduleText> = {}): Promise<Schedule> {
    return this.book.add({ ...nightly, ...text }, person, new AbortController().signal);
  }

  replace(id: number, text: Partial<ScheduleText> = {}): Promise<Schedule> {
    return this.book.replace(id, { ...nightly, ...text }, person, new AbortController().signal);
  }

  async only(): Promise<Schedule> {
    const [schedule] = await this.store.list();
    if (schedule === undefined) throw new Error('there is no schedule');
    return schedule;
  }
}

const nightly: ScheduleText = {
  name: 'nightly',
  template: 'full',
  sources: [],
  downloadSources: [],
  pattern: '0 3 * * *',
  timeZone: 'UTC',
  jitterSeconds: 0,
  blackoutHours: [],
  enabled: true,
};

export const minutes = 60_000;
export const hours = 60 * minutes;
export const days = 24 * hours;
