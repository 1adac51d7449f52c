import type { Job } from '@catalogsync/job-engine';
import type { PlaylistReference, PlaylistScope } from './playlist-scope.js';

/** A scope as stored with a job, in `job_runs.playlist_scope_json`; `{}` means none. */
export function toScopeRecord(scope: PlaylistScope | undefined): Job['scope'] {
  if (scope === undefined) return {};
  const playlists = scope.playlists.map(({ platform, remoteId, url }) => ({ platform, remote_id: remoteId, url }));
  return scope.file === undefined ? { playlists } : { playlists, file: scope.file };
}

/**
 * Reads what `toScopeRecord` wrote. Another program's record is ignored: its jobs are shown, and cover everything if
 * a person resumes them.
 */
export function scopeOfJob({ scope }: Pick<Job, 'scope'>): PlaylistScope | undefined {
  if (!Array.isArray(scope.playlists)) return undefined;
  const playlists = scope.playlists.map(referenceOf).filter((reference) => reference !== undefined);
  const { id, name } = fieldsOf(scope.file);
  return { playlists, file: typeof id === 'string' && typeof name === 'string' ? { id, name } : undefined };
}

/** A reference from a record with `platform`, `remote_id` and perhaps `url`; undefined if invalid. */
export function referenceOf(record: unknown): PlaylistReference | undefined {
  const { platform, remote_id: remoteId, url } = fieldsOf(record);
  if (typeof platform !== 'string' || typeof remoteId !== 'string') return undefined;
  return { platform, remoteId, url: typeof url === 'string' ? url : undefined };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
