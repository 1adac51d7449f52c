import type { PlaylistScope } from '../playlist-file/playlist-scope.js';
import type { JobRecord, StageRecord } from './job-store.js';
import type { StageProgress } from './stage-work.js';

export interface JobRequest {
  /** A template's name, see core/engine/templates. */
  readonly template: string;
  /** Empty means all that are configured. */
  readonly sources: readonly string[];
  /** The only playlists to touch; nothing is collected then (behaviours 105, 139). */
  readonly scope?: PlaylistScope;
}

export interface StageView extends StageRecord {
  readonly progress: StageProgress | undefined;
}

/** A job at one moment. */
export interface JobView extends Omit<JobRecord, 'stages'> {
  readonly stages: readonly StageView[];
  /** What a person should see, new since the view before. */
  readonly notices: readonly string[];
}

/** Runs jobs. */
export interface JobRunner {
  /**
   * Queues one job, answers its id, and runs it by and by.
   * @throws Fault `invalid_argument` for an unknown template, or one that has nothing to do with
   *   the playlists of its scope; `failed_precondition` if nothing of it is
   *   configured, or if another job runs
   */
  start(request: JobRequest): Promise<number>;
  /**
   * The present state, then each change until the job ends. A watcher that is slow sees the latest
   * state, not all of them, but every notice.
   * @throws Fault `not_found`; `canceled` once the signal aborts
   */
  watch(jobId: number, signal: AbortSignal): AsyncIterable<JobView>;
  /** Settles what an earlier process left running. Once, before the first `start`. */
  recover(): Promise<void>;
  /** Ends the running job as paused. Calling it again returns the same promise. */
  stop(): Promise<void>;
}
