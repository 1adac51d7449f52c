import type { StageType } from '../engine/templates.js';
import type { ScopedPlaylist } from '../playlist-file/playlist-scope.js';

/** How far a stage is. */
export interface StageProgress {
  readonly done: number;
  /** 0 as long as it is not known. */
  readonly total: number;
  /** Plural noun, such as `files`. */
  readonly unit: string;
  /** What it works on now; may be empty. */
  readonly current: string;
}

export interface StageContext {
  /** Names of the sources asked for; empty means all. */
  readonly sources: readonly string[];
  /** The only playlists to touch (behaviour 105); absent means all. */
  readonly scope: readonly ScopedPlaylist[] | undefined;
  readonly signal: AbortSignal;
  /** Cheap; may be called for every unit. */
  report(progress: StageProgress): void;
  /** Something a person should see, such as a file that could not be read; also logged with the job. */
  notice(message: string): void;
  /** Something worth keeping in the job's history, such as what was published. */
  event(type: string, message: string): void;
}

/** `completed_with_errors`: it did what it could, and said by `notice` what it could not. */
export type StageResult = 'completed' | 'completed_with_errors';

/** What one stage of a job does. Throws a Fault if it cannot go on; the job has failed then. */
export interface StageWork {
  readonly type: StageType;
  run(context: StageContext): Promise<StageResult>;
}
