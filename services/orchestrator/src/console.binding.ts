import { randomBytes } from 'node:crypto';
import type { Audit } from '@catalogsync/audit';
import { type AllowedHosts, type HttpApi, MetricsText } from '@catalogsync/http';
import type { EngineStore, RunningItem } from '@catalogsync/job-engine';
import type { MetricFamily, ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { systemPacing } from './adapters/engine-surroundings/system-pacing.js';
import type { ConsoleAccessBy } from './adapters/grpc/console-access.controller.js';
import type { AccessParts, EventStreamLimits, JobParts, SettingsParts } from './adapters/http/api-parts.js';
import { consoleApi } from './adapters/http/console-api.js';
import { LiveSnapshotSource } from './adapters/http/live-snapshot-source.js';
import { ConsoleFiles } from './adapters/http/pages/console-files.js';
import { SqliteSongSearch } from './adapters/sqlite/song-search/sqlite-song-search.js';
import { SqliteArtistDetails } from './adapters/sqlite/stores/artist-details.js';
import { SqliteCatalogueLists } from './adapters/sqlite/stores/console-catalogue-lists.js';
import { SqliteJobHistory } from './adapters/sqlite/stores/console-job-history.js';
import { SqlitePlaylistHistory } from './adapters/sqlite/stores/playlist-history.js';
import { SqlitePlaylistShelf } from './adapters/sqlite/stores/playlist-shelf.js';
import { bindConsoleAccess } from './console-access.binding.js';
import { jobReads } from './console-jobs.binding.js';
import { type ConsolePeers, peerParts } from './console-peers.binding.js';
import { bindConsoleSongs, type ConsoleSongsNeeds } from './console-songs.binding.js';
import { bindSources, type ResolverParts } from './console-sources.binding.js';
import { RecentCounts } from './core/console/catalogue-lists.js';
import { DashboardReader } from './core/console/dashboard.js';
import { EventRing, type RingLimits } from './core/console/event-ring.js';
import type { Installation } from './core/console/installation.js';
import { LiveFeed } from './core/console/live-feed.js';
import type { LogInRecord } from './core/console/log-in-record.js';
import type { VolumeList } from './core/console/volumes.js';
import type { FollowLists } from './core/following/follow-lists.js';
import { PlaylistSync } from './core/jobs/playlist-sync.js';
import type { ScanFolder } from './core/library/scan-folder.js';
import type { ScheduleBook } from './core/schedules/schedule-book.js';

/** What the console needs of the rest of the service. */
export interface ConsoleNeeds {
  readonly database: Database;
  readonly jobs: {
    readonly engine: { runningItems(): readonly RunningItem[]; readonly isRunning: boolean };
    readonly store: JobParts['store'] & Pick<EngineStore<unknown>, 'holds' | 'listItems' | 'failures'>;
    readonly starter: JobParts['starter'];
    readonly commands: JobParts['commands'];
    readonly audit: Audit;
  };
  readonly resolver: ResolverParts;
  readonly scans: Pick<ScanFolder, 'run'>;
  readonly following: Pick<FollowLists, 'playlists'>;
  readonly auditLog: AccessParts['auditLog'];
  readonly hosts: AllowedHosts;
  readonly configuration: SettingsParts;
  readonly schedules: { readonly book: ScheduleBook };
  readonly volumes: Pick<VolumeList, 'read'>;
  readonly installation: Pick<Installation, 'read'>;
  readonly peers: ConsolePeers;
  readonly songs: Pick<ConsoleSongsNeeds, 'stories' | 'sources' | 'coversFolder'>;
  /** Of this service. */
  readonly metrics: readonly MetricFamily[];
}

/** Times and bounds of the live stream; all times in milliseconds. */
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
  streams: { streams: 128, perActor: 16, stallMs: 30_000 },
};

/** The console, bound to its adapters. */
export interface BoundConsole {
  readonly api: HttpApi;
  /** Of this service, besides its calls and requests. */
  readonly metrics: readonly MetricFamily[];
  /** Close it before the server: its streams would not end by themselves. */
  readonly feed: LiveFeed;
  /** Flush it before the database is closed. */
  readonly record: LogInRecord;
  /** Follows the catalogue once it is started. */
  readonly search: Pick<SqliteSongSearch, 'start' | 'stop' | 'catchUp'>;
  readonly accessBy: ConsoleAccessBy;
}

/** The state at a glance, and the feed of its changes. */
function bindOverview(
  { database, jobs: { engine, store }, installation }: Pick<ConsoleNeeds, 'database' | 'jobs' | 'installation'>,
  { clock, log }: Pick<ServiceContext, 'clock' | 'log'>,
  { paceMs, heartbeatMs, ring }: Omit<ConsoleTuning, 'streams'>,
) {
  const lists = new SqliteCatalogueLists(database.reads);
  const history = new SqliteJobHistory(database.reads);
  const running = (): readonly RunningItem[] => engine.runningItems();
  const now = (): number => clock.now();
  const dashboard = new DashboardReader({
    ...{ store, history, counts: new RecentCounts(lists, now), installation },
    ...{ running, isRunning: () => engine.isRunning, now, pacing: systemPacing },
  });
  const feed = new LiveFeed({
    source: new LiveSnapshotSource(dashboard, history),
    ring: new EventRing(randomBytes(8).toString('hex'), ring),
    pacing: systemPacing,
    paceMs,
    heartbeatMs,
    onFault: (error) => log.error({ err: error }, 'the live state could not be read'),
  });
  return { lists, history, running, now, dashboard, feed };
}

/** The console over these parts. Closed by its parts: see `BoundConsole`. */
export function bindConsole(needs: ConsoleNeeds, context: ServiceContext, tuning: Partial<ConsoleTuning> = {}): BoundConsole {
  const { database, jobs, resolver, scans, following, configuration, schedules, volumes, peers, hosts, auditLog } = needs;
  const { clock, log } = context;
  const { store, starter, commands, audit } = jobs;
  const { streams, ...pace } = { ...tuned, ...tuning };
  const { lists, history, running, now, dashboard, feed } = bindOverview(needs, context, pace);
  const { record, accessBy, ...access } = bindConsoleAccess({ database, audit, auditLog }, context);
  const playlists = new SqlitePlaylistHistory(database.reads);
  const onSearchFault = (error: unknown): void => log.error({ err: error }, 'the search for songs stopped following the catalogue');
  const search = new SqliteSongSearch({ catalogue: database, lists, pacing: systemPacing, onFault: onSearchFault });
  const { listening, ...songs } = bindConsoleSongs({ database, jobs, ...needs.songs });
  const api = consoleApi({
    hosts,
    files: new ConsoleFiles(),
    access,
    jobs: { store, history, starter, commands, running, now, ...jobReads(database.reads) },
    ...peerParts({ peers, database, audit, clock, scans }),
    configuration,
    schedules: schedules.book,
    volumes,
    catalogue: {
      ...{ lists, search, dashboard, history: playlists, following, ...songs },
      sync: new PlaylistSync({ playlists, starter, audit }),
      artists: new SqliteArtistDetails(database.reads),
      shelf: new SqlitePlaylistShelf(database.reads, { songs: lists, mirrors: peers.mirrored }),
    },
    sources: bindSources(resolver, { database, store, audit }),
    listening,
    metrics: {
      text: new MetricsText(log),
      read: (requests) => context.processMetrics?.() ?? [{ service: 'orchestrator', families: [...needs.metrics, ...requests] }],
    },
    live: { feed, limits: streams, onFault: (error) => log.error({ err: error }, 'a live stream ended unexpectedly') },
  });
  return { api, metrics: needs.metrics, feed, search, record, accessBy };
}
