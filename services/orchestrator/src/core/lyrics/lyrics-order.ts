import type { Job } from '@catalogsync/job-engine';
import type { FilesWanted } from './files-of-songs.js';

/** Which files a lyrics job handles, and how. */
export interface LyricsOrder extends FilesWanted {
  /** Replaces existing lyrics, too. */
  readonly overwrite: boolean;
  /** Searches, but writes nothing. */
  readonly dryRun: boolean;
  /** Only files with a greater id. */
  readonly after: number;
}

/** As stored with a job, in `job_runs.playlist_scope_json`. */
export function toLyricsRecord(order: LyricsOrder): Job['scope'] {
  const { overwrite, dryRun, platform, includeLibrary, after } = order;
  return { lyrics: { overwrite, dry_run: dryRun, platform, include_library: includeLibrary, after } };
}

/** Reads what `toLyricsRecord` wrote; without it, a job covers every downloaded file without lyrics. */
export function lyricsOfJob({ scope: { lyrics } }: Pick<Job, 'scope'>): LyricsOrder {
  const record: Readonly<Record<string, unknown>> = typeof lyrics === 'object' && lyrics !== null ? { ...lyrics } : {};
  const { overwrite, dry_run: dryRun, platform, include_library: includeLibrary, after } = record;
  return {
    overwrite: overwrite === true,
    dryRun: dryRun === true,
    platform: typeof platform === 'string' ? platform : undefined,
    includeLibrary: includeLibrary === true,
    after: typeof after === 'number' ? after : 0,
  };
}
