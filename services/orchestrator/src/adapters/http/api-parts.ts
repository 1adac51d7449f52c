import type { Audit } from '@catalogsync/audit';
import type { AllowedHosts, MetricsText } from '@catalogsync/http';
import type { EngineStore, RunningItem } from '@catalogsync/job-engine';
import type { MetricFamily, ServiceMetrics } from '@catalogsync/runtime';
import type { ArtistDetails } from '../../core/artists/artist-detail.js';
import type { PlaylistHistory } from '../../core/catalogue/playlist-history.js';
import type { StorageBackends } from '../../core/catalogue/storage-backend.js';
import type { ApplyRevision } from '../../core/configuration/apply-revision.js';
import type { Configuration } from '../../core/configuration/configuration.js';
import type { ApiTokens } from '../../core/console/api-tokens.js';
import type { AuditOfAll } from '../../core/console/audit-of-all.js';
import type { CatalogueLists } from '../../core/console/catalogue-lists.js';
import type { CommandLists } from '../../core/console/command-lists.js';
import type { ConsoleUserStore } from '../../core/console/console-users.js';
import type { DashboardReader } from '../../core/console/dashboard.js';
import type { DecideQuarantine } from '../../core/console/decide-quarantine.js';
import type { JobHistory } from '../../core/console/job-history.js';
import type { JobInsight } from '../../core/console/job-insight.js';
import type { JobLists } from '../../core/console/job-lists.js';
import type { LatestRuns } from '../../core/console/latest-runs.js';
import type { LibraryDesk, LibraryFaultDesk } from '../../core/console/library-desk.js';
import type { LiveFeed } from '../../core/console/live-feed.js';
import type { LogIn } from '../../core/console/log-in.js';
import type { LogLists } from '../../core/console/log-lists.js';
import type { MediaServers } from '../../core/console/media-servers.js';
import type { PlaylistShelf } from '../../core/console/playlist-shelf.js';
import type { PublishedSnapshots } from '../../core/console/published-snapshots.js';
import type { SeriesReader } from '../../core/console/series.js';
import type { Sessions } from '../../core/console/sessions.js';
import type { TendSources } from '../../core/console/tend-sources.js';
import type { VolumeList } from '../../core/console/volumes.js';
import type { FollowLists } from '../../core/following/follow-lists.js';
import type { JobCommands } from '../../core/jobs/job-commands.js';
import type { JobStarter } from '../../core/jobs/job-starter.js';
import type { PlaylistSync } from '../../core/jobs/playlist-sync.js';
import type { ScanFolder } from '../../core/library/scan-folder.js';
import type { MirrorMode } from '../../core/media-server/media-server-peer.js';
import type { MirrorQuestions } from '../../core/media-server/mirror-store.js';
import type { Mirrors } from '../../core/media-server/mirrors.js';
import type { ScheduleBook } from '../../core/schedules/schedule-book.js';
import type { SongDetails } from '../../core/songs/song-detail.js';
import type { AudioPlace, AudioPlaces } from '../../core/songs/song-files.js';
import type { SongItems } from '../../core/songs/song-items.js';
import type { SongRecordings } from '../../core/songs/song-recordings.js';
import type { SongSearch } from '../../core/songs/song-search.js';
import type { SourceRankings } from '../../core/sources/source-rankings.js';
import type { PurgeLibrary } from '../../core/upkeep/purge-library.js';
import type { ConsoleFiles } from './pages/console-files.js';

/** Who may use the console, and what they did. */
export interface AccessParts {
  readonly logIn: LogIn;
  readonly sessions: Sessions;
  readonly tokens: ApiTokens;
  readonly users: Pick<ConsoleUserStore, 'list'>;
  readonly audit: Audit;
  readonly auditLog: Pick<AuditOfAll, 'list'>;
}

/** Jobs as the console sees and commands them. */
export interface JobParts {
  readonly store: Pick<EngineStore<unknown>, 'jobView' | 'listJobs' | 'workers' | 'command'>;
  readonly history: JobHistory;
  readonly lists: JobLists;
  readonly commandLists: CommandLists;
  readonly logs: LogLists;
  readonly insight: JobInsight & SeriesReader;
  readonly starter: Pick<JobStarter, 'start'>;
  readonly commands: Pick<JobCommands, 'send' | 'count' | 'cancel'>;
  running(): readonly RunningItem[];
  /** Milliseconds since 1970. */
  now(): number;
}

/** The settings file and its revisions. */
export interface SettingsParts {
  readonly configuration: Configuration;
  readonly applying: ApplyRevision;
  /** The effective configuration of this service (behaviour 117). */
  readonly runtime: Readonly<Record<string, string>>;
}

/** The collected catalogue, as lists and at a glance. */
export interface CatalogueParts {
  readonly lists: CatalogueLists;
  readonly search: SongSearch;
  readonly history: PlaylistHistory;
  /** Which playlists are downloaded. */
  readonly following: Pick<FollowLists, 'playlists'>;
  readonly sync: Pick<PlaylistSync, 'run'>;
  readonly songs: SongDetails;
  readonly recordings: Pick<SongRecordings, 'story' | 'offers' | 'choose' | 'unchoose' | 'refuse'>;
  readonly songItems: SongItems;
  readonly artists: ArtistDetails;
  /** Pools, and what playlists hold. */
  readonly shelf: PlaylistShelf;
  readonly dashboard: DashboardReader;
}

/** Where songs come from, and what came of it. */
export interface SourceParts {
  readonly tending: TendSources;
  readonly rankings: SourceRankings;
  readonly quarantine: DecideQuarantine;
}

/** Files to listen to, and pictures. */
export interface ListeningParts {
  readonly audio: AudioPlaces;
  /** The file at a place, unless it is not below its backend's folder. */
  audioFileAt(place: AudioPlace): Promise<{ readonly root: string; readonly path: string } | undefined>;
  /** COVERS_DIR. */
  readonly coversFolder: string;
}

export interface EventStreamLimits {
  /** Most concurrent streams, in total and per login name or token. */
  readonly streams: number;
  readonly perActor: number;
  /** A client that reads nothing for this long is disconnected, in milliseconds. */
  readonly stallMs: number;
}

/** The live stream. */
export interface LiveParts {
  readonly feed: LiveFeed;
  readonly limits: EventStreamLimits;
  /** Told why a stream ended unexpectedly; its client sees only the end. */
  onFault(error: unknown): void;
}

/** What Prometheus reads. */
interface MetricsParts {
  readonly text: MetricsText;
  /** Of every service of this process; `requests` are those of the console, for where it is alone. */
  read(requests: readonly MetricFamily[]): readonly ServiceMetrics[];
}

/** The owner's media server, and the playlists on it. */
export interface MediaParts {
  readonly servers: MediaServers;
  readonly mirrors: Pick<Mirrors, 'choose' | 'now'>;
  readonly mirrored: Pick<MirrorQuestions, 'listed'>;
  /** How playlists are mirrored about which nobody decided that. */
  readonly mode: MirrorMode;
}

/** What the library folders hold. */
interface LibraryParts {
  readonly desk: LibraryDesk;
  readonly faults: LibraryFaultDesk;
  readonly scans: Pick<ScanFolder, 'run'>;
  readonly purge: Pick<PurgeLibrary, 'look' | 'remove'>;
  /** The folder for downloads; absolute. */
  readonly downloads: string;
}

/** Everything that makes up the console's API. */
export interface ConsoleApiParts {
  readonly access: AccessParts;
  readonly jobs: JobParts;
  readonly library: LibraryParts;
  readonly media: MediaParts;
  readonly snapshots: PublishedSnapshots;
  readonly backends: Pick<StorageBackends, 'list'>;
  /** What jobs did last. */
  readonly runs: LatestRuns;
  readonly configuration: SettingsParts;
  readonly schedules: ScheduleBook;
  readonly catalogue: CatalogueParts;
  readonly sources: SourceParts;
  readonly listening: ListeningParts;
  readonly live: LiveParts;
  readonly metrics: MetricsParts;
  readonly volumes: Pick<VolumeList, 'read'>;
  /** The front end. */
  readonly files: ConsoleFiles;
  /** Under which the console answers. */
  readonly hosts: AllowedHosts;
}
