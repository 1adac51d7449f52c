import type { Job } from '@catalogsync/job-engine';
import type { FilesWanted } from './files-of-songs.js';

/** Which files a job looks after, and how. */
export interface LyricsOrder extends FilesWanted {
  /** Also where there are lyrics: they are replaced. */
  readonly overwrite: boolean;
  /** Looks, and writes nothing. */
  readonly dryRun: boolean;
  /** Only files with a greater id. */
  readonly after: number;
}

/** As a job keeps it, in `job_runs.playlist_scope_json`. */
export function toLyricsRecord(order: LyricsOrder): Job['scope'] {
  const { overwrite, dryRun, platform, includeLibrary, after } = order;
  return { lyrics: { overwrite, dry_run: dryRun, platform, include_library: includeLibrary, after } };
}

/** What `toLyricsRecord` wrote; of a job without one, every downloaded file that has no lyrics. */
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
