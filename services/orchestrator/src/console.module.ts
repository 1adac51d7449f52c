import { randomBytes } from 'node:crypto';
import type { Audit } from '@catalogsync/audit';
import type { AllowedHosts, HttpApi } from '@catalogsync/http';
import type { EngineStore, RunningItem } from '@catalogsync/job-engine';
import { auditReaderToken } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { bindAccess, tokenMaker } from './access.binding.js';
import { systemPacing } from './adapters/engine-surroundings/system-pacing.js';
import { type ConsoleAccessBy, ConsoleAccessController, consoleAccessToken } from './adapters/grpc/console-access.controller.js';
import { followListsToken } from './adapters/grpc/playlist.controller.js';
import type { AccessParts, EventStreamLimits, JobParts, SettingsParts } from './adapters/http/api-parts.js';
import { consoleApi } from './adapters/http/console-api.js';
import { LiveSnapshotSource } from './adapters/http/live-snapshot-source.js';
import { addressGroupOf } from './adapters/ipaddr/address-groups.js';
import { SqliteArtistDetails } from './adapters/sqlite/stores/artist-details.js';
import { SqliteCatalogueLists } from './adapters/sqlite/stores/console-catalogue-lists.js';
import { SqliteJobHistory } from './adapters/sqlite/stores/console-job-history.js';
import { SqlitePlaylistHistory } from './adapters/sqlite/stores/playlist-history.js';
import { SqliteSongDetails } from './adapters/sqlite/stores/song-details.js';
import { boundConfigurationToken } from './configuration-rpc.module.js';
import { RecentCounts } from './core/console/catalogue-lists.js';
import { ConsoleAccess } from './core/console/console-access.js';
import { DashboardReader } from './core/console/dashboard.js';
import { EventRing, type RingLimits } from './core/console/event-ring.js';
import { KnownDevices } from './core/console/known-devices.js';
import { LiveFeed } from './core/console/live-feed.js';
import { LogIn } from './core/console/log-in.js';
import { LogInBudgets } from './core/console/log-in-budgets.js';
import { LogInRecord } from './core/console/log-in-record.js';
import { Sessions } from './core/console/sessions.js';
import type { FollowLists } from './core/following/follow-lists.js';
import type { ScanFolder } from './core/library/scan-folder.js';
import type { ScheduleBook } from './core/schedules/schedule-book.js';
import { type Jobs, jobsToken } from './jobs.module.js';
import { type Library, libraryToken } from './library.module.js';
import { type Schedules, schedulesToken } from './schedules.module.js';

/** What the console needs of the rest of the service. */
interface ConsoleNeeds {
  readonly database: Database;
  readonly jobs: {
    readonly engine: { runningItems(): readonly RunningItem[] };
    readonly store: JobParts['store'] & Pick<EngineStore<unknown>, 'holds'>;
    readonly starter: JobParts['starter'];
    readonly commands: JobParts['commands'];
    readonly audit: Audit;
  };
  readonly scans: Pick<ScanFolder, 'run'>;
  readonly following: Pick<FollowLists, 'playlists'>;
  readonly auditLog: AccessParts['auditLog'];
  readonly hosts: AllowedHosts;
  readonly configuration: SettingsParts;
  readonly schedules: { readonly book: ScheduleBook };
}

/** Times and bounds of the live stream; all times in milliseconds. @internal for tests */
export interface ConsoleTuning {
  readonly paceMs: number;
  readonly heartbeatMs: number;
  readonly ring: RingLimits;
  readonly streams: EventStreamLimits;
}

/** The ring holds a minute of a busy time, and never more than 2 MB. */
const tuned: ConsoleTuning = {
  paceMs: 1000,
  heartbeatMs: 15_000,
  ring: { events: 64, characters: 1_000_000 },
  streams: { streams: 32, perActor: 8, stallMs: 30_000 },
};

/** The console, bound to its adapters. */
export interface BoundConsole {
  readonly api: HttpApi;
  /** Close it before the server: its streams would not end by themselves. */
  readonly feed: LiveFeed;
  /** Flush it before the database is closed. */
  readonly record: LogInRecord;
  readonly accessBy: ConsoleAccessBy;
}

function accessParts(
  { database, jobs: { audit }, auditLog }: ConsoleNeeds,
  { clock, log }: ServiceContext,
): AccessParts & Pick<BoundConsole, 'record' | 'accessBy'> {
  const now = (): number => clock.now();
  const onFault = (error: unknown): void => {
    log.error({ err: error }, 'the use of an API token or a refused login could not be recorded');
  };
  const parts = bindAccess(database, audit, clock, onFault);
  const { users, hasher, tokens } = parts;
  const later = (ms: number, work: () => void): void => void setTimeout(work, ms).unref();
  const record = new LogInRecord({ audit, groupOf: addressGroupOf, now, later, onFault });
  const sessions = new Sessions({ ...tokenMaker, now });
  const devices = new KnownDevices({ ...tokenMaker, now });
  const logIn = new LogIn({ users, hasher, budgets: new LogInBudgets(now), devices, sessions, record, groupOf: addressGroupOf });
  const logOut = (username: string): void => sessions.closeAll(username);
  const accessBy: ConsoleAccessBy = (actor) => new ConsoleAccess(parts, { actor, logOut });
  return { logIn, sessions, tokens, audit, auditLog, record, accessBy };
}

/** @internal for tests */
export function bindConsole(needs: ConsoleNeeds, context: ServiceContext, tuning: Partial<ConsoleTuning> = {}): BoundConsole {
  const { database, jobs, scans, following, configuration, schedules, hosts } = needs;
  const { paceMs, heartbeatMs, ring, streams } = { ...tuned, ...tuning };
  const { clock, log } = context;
  const { engine, store, starter, commands } = jobs;
  const lists = new SqliteCatalogueLists(database.reads);
  const history = new SqliteJobHistory(database.reads);
  const running = (): readonly RunningItem[] => engine.runningItems();
  const dashboard = new DashboardReader({ store, history, counts: new RecentCounts(lists, () => clock.now()), running });
  const feed = new LiveFeed({
    source: new LiveSnapshotSource(dashboard, history),
    ring: new EventRing(randomBytes(8).toString('hex'), ring),
    pacing: systemPacing,
    paceMs,
    heartbeatMs,
    onFault: (error) => log.error({ err: error }, 'the live state could not be read'),
  });
  const access = accessParts(needs, context);
  const api = consoleApi({
    hosts,
    access,
    jobs: { store, history, starter, commands, running },
    scans,
    configuration,
    schedules: schedules.book,
    catalogue: {
      lists,
      dashboard,
      history: new SqlitePlaylistHistory(database.reads),
      following,
      songs: new SqliteSongDetails(database.reads),
      artists: new SqliteArtistDetails(database.reads),
    },
    live: { feed, limits: streams, onFault: (error) => log.error({ err: error }, 'a live stream ended unexpectedly') },
  });
  return { api, feed, record: access.record, accessBy: access.accessBy };
}

export const consoleToken = Symbol('console');

/** The operations console. */
@Module({})
export class ConsoleModule {
  /** @param imports jobs, library, playlists, schedules, configuration and the audit log */
  static register(hosts: AllowedHosts, context: ServiceContext, database: Database, imports: DynamicModule[]): DynamicModule {
    const bound = {
      provide: consoleToken,
      inject: [jobsToken, libraryToken, followListsToken, schedulesToken, boundConfigurationToken, auditReaderToken],
      useFactory: (
        jobs: Jobs,
        { scans }: Library,
        following: FollowLists,
        schedules: Schedules,
        configuration: SettingsParts,
        auditLog: AccessParts['auditLog'],
      ) => bindConsole({ database, jobs, scans, following, schedules, configuration, auditLog, hosts }, context),
    };
    const accessBy = { provide: consoleAccessToken, inject: [consoleToken], useFactory: (console: BoundConsole) => console.accessBy };
    return {
      module: ConsoleModule,
      imports,
      controllers: [ConsoleAccessController],
      providers: [bound, accessBy],
      exports: [consoleToken],
    };
  }
}
