import { orchestratorSchedulesV1 } from '@catalogsync/contracts';
import type { RpcDefinitions } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import type { DynamicModule } from '@nestjs/common';
import { CronerPatterns } from './adapters/cron/croner-patterns.js';
import { IntlTimeZones } from './adapters/cron/intl-time-zones.js';
import { systemPacing } from './adapters/engine-surroundings/system-pacing.js';
import { ScheduleController, scheduleBookToken } from './adapters/grpc/schedule.controller.js';
import { SqliteScheduleStore } from './adapters/sqlite/stores/schedule-store.js';
import { ScheduleBook } from './core/schedules/schedule-book.js';
import type { ScheduledJobs } from './core/schedules/scheduled-jobs.js';
import { Scheduler } from './core/schedules/scheduler.js';
import type { SourceCatalog } from './core/sources/source-catalog.js';

export const scheduleRpcDefinitions: RpcDefinitions = {
  'catalogsync.orchestrator.v1.ScheduleService': orchestratorSchedulesV1.ScheduleServiceService,
};

export interface Schedules {
  readonly book: ScheduleBook;
  /** Begins nothing until it is started. */
  readonly scheduler: Scheduler;
}

export interface SchedulePeers {
  readonly database: Database;
  readonly jobs: ScheduledJobs;
  readonly sources: Pick<SourceCatalog, 'sources'>;
}

/** The schedules, bound to SQLite, to croner and to the jobs. */
export function bindSchedules({ database, jobs, sources }: SchedulePeers, context: ServiceContext): Schedules {
  const store = new SqliteScheduleStore(database);
  const calendar = { patterns: new CronerPatterns(), zones: new IntlTimeZones() };
  const surroundings = { clock: context.clock, pacing: systemPacing, random: Math.random, log: context.log };
  const scheduler = new Scheduler({ store, jobs, calendar, surroundings });
  const book = new ScheduleBook({ store, calendar, sources, surroundings, changed: () => scheduler.news() });
  return { book, scheduler };
}

/** Their gRPC side. */
export class SchedulesModule {
  static register(book: ScheduleBook): DynamicModule {
    return {
      module: SchedulesModule,
      controllers: [ScheduleController],
      providers: [{ provide: scheduleBookToken, useFactory: () => book }],
    };
  }
}
