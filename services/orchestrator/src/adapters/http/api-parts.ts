import type { Audit } from '@catalogsync/audit';
import type { AllowedHosts } from '@catalogsync/http';
import type { EngineStore, RunningItem } from '@catalogsync/job-engine';
import type { ArtistDetails } from '../../core/artists/artist-detail.js';
import type { PlaylistHistory } from '../../core/catalogue/playlist-history.js';
import type { ApplyRevision } from '../../core/configuration/apply-revision.js';
import type { Configuration } from '../../core/configuration/configuration.js';
import type { ApiTokens } from '../../core/console/api-tokens.js';
import type { AuditOfAll } from '../../core/console/audit-of-all.js';
import type { CatalogueLists } from '../../core/console/catalogue-lists.js';
import type { DashboardReader } from '../../core/console/dashboard.js';
import type { JobHistory } from '../../core/console/job-history.js';
import type { LiveFeed } from '../../core/console/live-feed.js';
import type { LogIn } from '../../core/console/log-in.js';
import type { Sessions } from '../../core/console/sessions.js';
import type { SongDetails } from '../../core/console/song-detail.js';
import type { FollowLists } from '../../core/following/follow-lists.js';
import type { JobCommands } from '../../core/jobs/job-commands.js';
import type { JobStarter } from '../../core/jobs/job-starter.js';
import type { ScanFolder } from '../../core/library/scan-folder.js';
import type { ScheduleBook } from '../../core/schedules/schedule-book.js';

/** Who may use the console, and what they did. */
export interface AccessParts {
  readonly logIn: LogIn;
  readonly sessions: Sessions;
  readonly tokens: ApiTokens;
  readonly audit: Audit;
  readonly auditLog: Pick<AuditOfAll, 'list'>;
}

/** Jobs as the console sees and commands them. */
export interface JobParts {
  readonly store: Pick<EngineStore<unknown>, 'jobView' | 'listJobs' | 'listItems' | 'workers'>;
  readonly history: JobHistory;
  readonly starter: Pick<JobStarter, 'start'>;
  readonly commands: Pick<JobCommands, 'send' | 'count'>;
  running(): readonly RunningItem[];
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
  readonly history: PlaylistHistory;
  /** Which playlists are downloaded. */
  readonly following: Pick<FollowLists, 'playlists'>;
  readonly songs: SongDetails;
  readonly artists: ArtistDetails;
  readonly dashboard: DashboardReader;
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

/** Everything that makes up the console's API. */
export interface ConsoleApiParts {
  readonly access: AccessParts;
  readonly jobs: JobParts;
  /** Scans of the library. */
  readonly scans: Pick<ScanFolder, 'run'>;
  readonly configuration: SettingsParts;
  readonly schedules: ScheduleBook;
  readonly catalogue: CatalogueParts;
  readonly live: LiveParts;
  /** Under which the console answers. */
  readonly hosts: AllowedHosts;
}
