import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '@catalogsync/faults';
import { FakeTime } from '@catalogsync/job-engine/testing';
import { type Database, openDatabase } from '@catalogsync/sqlite';
import { CronerPatterns } from '../src/adapters/cron/croner-patterns.js';
import { IntlTimeZones } from '../src/adapters/cron/intl-time-zones.js';
import { Catalogue1763700000001 } from '../src/adapters/sqlite/migrations/catalogue-1763700000001.js';
import { JobSchedules1763700000040 } from '../src/adapters/sqlite/migrations/job-schedules-1763700000040.js';
import { SqliteScheduleRuns, SqliteScheduleStore } from '../src/adapters/sqlite/stores/schedule-store.js';
import type { ScheduleText } from '../src/core/schedules/parse-schedule.js';
import type { Schedule } from '../src/core/schedules/schedule.js';
import { ScheduleBook } from '../src/core/schedules/schedule-book.js';
import type { ScheduleRuns, ScheduleStore } from '../src/core/schedules/schedule-store.js';
import type { ScheduledJob, ScheduledJobs } from '../src/core/schedules/scheduled-jobs.js';
import { Scheduler } from '../src/core/schedules/scheduler.js';
import type { Source } from '../src/core/sources/source-catalog.js';

/** Jobs that are rows of a real table; they end when the test says so. */
export class FakeJobs implements ScheduledJobs {
  readonly active = new Set<number>();
  failure: Fault | undefined;
  /** Called before a job is made, as another program would act in between. */
  meanwhile: (() => Promise<unknown>) | undefined;
  private readonly work;

  constructor(
    private readonly database: Database,
    private readonly time: FakeTime,
  ) {
    this.work = database.unitOfWork((session) => session);
  }

  async start(job: ScheduledJob, record: (runs: ScheduleRuns, jobId: number) => Promise<void>): Promise<number> {
    if (this.failure !== undefined) throw this.failure;
    await this.meanwhile?.();
    return this.work.run(async (session) => {
      const insert = session.statement(
        "INSERT INTO job_runs(job_type, config_snapshot_json, sources, download_sources, status, created_at) VALUES (?, '{}', ?, ?, 'queued', ?)",
      );
      const { lastId } = insert.run(
        job.template,
        job.sources.join(','),
        job.downloadSources.join(','),
        new Date(this.time.now()).toISOString(),
      );
      await record(new SqliteScheduleRuns(session), lastId);
      return lastId;
    });
  }

  async isActive(jobId: number): Promise<boolean> {
    return this.active.has(jobId);
  }

  /** When the jobs began, in order. */
  begun(): string[] {
    const rows = this.database.reads.statement<{ created_at: string }>('SELECT created_at FROM job_runs ORDER BY id').all();
    return rows.map((row) => row.created_at.replace('.000Z', 'Z'));
  }
}

const source = (name: string, configured = true): Source => ({ name, configured, lists: true, hasLocalFiles: false });

/** Schedules over a real database with croner, in fake time; the jobs are fakes. */
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

  private constructor(
    private readonly folder: string,
    private readonly database: Database,
  ) {
    this.jobs = new FakeJobs(database, this.time);
    this.store = new SqliteScheduleStore(database);
    const sources = async (): Promise<Source[]> => {
      if (this.resolverFault !== undefined) throw this.resolverFault;
      return [source('library'), source('qq'), source('tidal', false)];
    };
    this.scheduler = this.newScheduler();
    const { store, calendar, surroundings } = this;
    this.book = new ScheduleBook({ store, calendar, surroundings, sources: { sources }, changed: () => this.scheduler.news() });
  }

  static async open(): Promise<SchedulesWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'schedules-'));
    const migrations = [Catalogue1763700000001, JobSchedules1763700000040];
    return new SchedulesWorld(folder, await openDatabase({ file: join(folder, 'c.db'), migrations, owner: 'exclusive' }));
  }

  async close(): Promise<void> {
    await this.scheduler.stop();
    await this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
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

  /** The program starts, or starts again. */
  async restart(): Promise<void> {
    await this.scheduler.stop();
    this.scheduler = this.newScheduler();
    this.scheduler.start();
    await this.time.settle();
  }

  add(text: Partial<ScheduleText> = {}): Promise<Schedule> {
    return this.book.add({ ...nightly, ...text }, new AbortController().signal);
  }

  replace(id: number, text: Partial<ScheduleText> = {}): Promise<Schedule> {
    return this.book.replace(id, { ...nightly, ...text }, new AbortController().signal);
  }

  async only(): Promise<Schedule> {
    const [schedule] = await this.store.list();
    if (schedule === undefined) throw new Error('there is no schedule');
    return schedule;
  }
}

export const nightly: ScheduleText = {
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
