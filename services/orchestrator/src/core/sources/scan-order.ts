import type { Job } from '@catalogsync/job-engine';
import type { LibraryFolder } from './source-catalog.js';

/** The folders to scan as stored with a job, in `job_runs.playlist_scope_json`. */
export function toFoldersRecord(folders: readonly LibraryFolder[]): Job['scope'] {
  return { folders: folders.map(({ path, whole }) => ({ path, whole })) };
}

/** Reads what `toFoldersRecord` wrote; undefined means the whole library. */
export function foldersOfJob({ scope }: Pick<Job, 'scope'>): readonly LibraryFolder[] | undefined {
  if (!Array.isArray(scope.folders)) return undefined;
  return scope.folders.map(folderOf).filter((folder) => folder !== undefined);
}

function folderOf(record: unknown): LibraryFolder | undefined {
  const { path, whole } = (record ?? {}) as Readonly<Record<string, unknown>>;
  return typeof path === 'string' ? { path, whole: whole === true } : undefined;
}
