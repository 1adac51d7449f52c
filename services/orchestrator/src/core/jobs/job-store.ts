import type { JobStatus, StageStatus } from '../engine/states.js';
import type { StageType } from '../engine/templates.js';
import type { PlaylistScope } from '../playlist-file/playlist-scope.js';

/** Instants are milliseconds since 1970, UTC. */

export interface StageRecord {
  readonly id: number;
  /** One of the stage types; older databases may hold others. */
  readonly type: string;
  readonly status: StageStatus;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
}

export interface JobRecord {
  readonly id: number;
  /** The template's name; older databases may hold others. */
  readonly type: string;
  readonly status: JobStatus;
  readonly sources: readonly string[];
  /** Absent: all playlists. */
  readonly scope: PlaylistScope | undefined;
  readonly createdAt: number | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly lastError: string | undefined;
  /** By seq_no. */
  readonly stages: readonly StageRecord[];
}

export interface NewJob {
  readonly type: string;
  readonly sources: readonly string[];
  readonly scope: PlaylistScope | undefined;
  /** The configuration frozen when the job was made (behaviours 109 to 111); holds no secret. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly stages: readonly StageType[];
}

export interface JobHistoryEntry {
  readonly type: string;
  readonly message: string;
}

export interface JobNotice {
  readonly stageId: number | undefined;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

/** What happened to one job at one instant; stored whole or not at all. */
export interface JobChange {
  readonly jobId: number;
  readonly at: number;
  readonly job?: Partial<Pick<JobRecord, 'status' | 'startedAt' | 'endedAt' | 'lastError'>>;
  readonly stages?: readonly ({ readonly id: number } & Partial<Pick<StageRecord, 'status' | 'startedAt' | 'endedAt'>>)[];
  readonly events?: readonly JobHistoryEntry[];
  readonly notices?: readonly JobNotice[];
}

/** The history of jobs. */
export interface JobStore {
  /** Queues a job with its stages in this order; answers it. */
  create(job: NewJob, at: number): Promise<JobRecord>;
  record(change: JobChange): Promise<void>;
  job(id: number): Promise<JobRecord | undefined>;
  /** Jobs in one of these states, by ascending id. */
  jobsIn(statuses: readonly JobStatus[]): Promise<readonly JobRecord[]>;
  /** Newest first, with ids below `before` if given. `limit` is 1 to 200. */
  list(page: { readonly before?: number; readonly limit: number }): Promise<readonly JobRecord[]>;
  /** Messages of a job's log that a person should see, oldest first, at most `limit`. */
  notices(jobId: number, limit: number): Promise<readonly string[]>;
}
