import { schedule } from '@catalogsync/audit';
import { hasEnded } from '@catalogsync/job-engine';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { CronerPatterns } from './adapters/cron/croner-patterns.js';
import { IntlTimeZones } from './adapters/cron/intl-time-zones.js';
import { systemPacing } from './adapters/engine-surroundings/system-pacing.js';
import { ScheduleController, scheduleBookToken } from './adapters/grpc/schedule.controller.js';
import { ResolverClient } from './adapters/resolver/resolver-client.js';
import { SqliteScheduleStore } from './adapters/sqlite/stores/schedule-store.js';
import { ScheduleBook } from './core/schedules/schedule-book.js';
import type { ScheduledJobs } from './core/schedules/scheduler.js';
import { Scheduler } from './core/schedules/scheduler.js';
import type { SourceCatalog } from './core/sources/source-catalog.js';
import { type Jobs, jobsToken } from './jobs.module.js';

export interface Schedules {
  readonly book: ScheduleBook;
  /** Starts no job until it is started itself. */
  readonly scheduler: Scheduler;
}

interface SchedulePeers {
  readonly database: Database;
  readonly jobs: Pick<Jobs, 'starter' | 'store' | 'audit'>;
  readonly sources: Pick<SourceCatalog, 'sources'>;
}

/** A job and its scheduled run are recorded together. */
function scheduledJobs({ starter, store }: SchedulePeers['jobs']): ScheduledJobs {
  return {
    start: ({ name, ...job }, record, signal) =>
      starter.start(job, schedule(name), signal, ({ scheduleRuns }, jobId) => record(scheduleRuns, jobId)),
    isActive: async (jobId) => {
      const view = await store.jobView(jobId);
      return view !== undefined && !hasEnded(view.job.status);
    },
  };
}

/** The schedules, bound to SQLite, to croner and to the jobs. */
function bindSchedules({ database, jobs, sources }: SchedulePeers, context: ServiceContext): Schedules {
  const store = new SqliteScheduleStore(database);
  const calendar = { patterns: new CronerPatterns(), zones: new IntlTimeZones() };
  const surroundings = { clock: context.clock, pacing: systemPacing, random: Math.random, log: context.log };
  const scheduler = new Scheduler({ store, jobs: scheduledJobs(jobs), calendar, surroundings });
  const book = new ScheduleBook({ store, calendar, sources, audit: jobs.audit, surroundings, changed: () => scheduler.news() });
  return { book, scheduler };
}

export const schedulesToken = Symbol('schedules');

/** Schedules, and their gRPC edge. */
@Module({})
export class SchedulesModule {
  /** @param imports the peers and the jobs */
  static register(context: ServiceContext, database: Database, imports: DynamicModule[]): DynamicModule {
    return {
      module: SchedulesModule,
      imports,
      controllers: [ScheduleController],
      providers: [
        {
          provide: schedulesToken,
          inject: [jobsToken, ResolverClient],
          useFactory: (jobs: Jobs, sources: ResolverClient) => bindSchedules({ database, jobs, sources }, context),
        },
        { provide: scheduleBookToken, inject: [schedulesToken], useFactory: ({ book }: Schedules) => book },
      ],
      exports: [schedulesToken],
    };
  }
}
