import type { Job } from '@catalogsync/job-engine';
import type { PlaylistReference, PlaylistScope } from './playlist-scope.js';

/** A scope as a job keeps it, `job_runs.playlist_scope_json`; `{}` is none. */
export function toScopeRecord(scope: PlaylistScope | undefined): Job['scope'] {
  if (scope === undefined) return {};
  const playlists = scope.playlists.map(({ platform, remoteId, url }) => ({ platform, remote_id: remoteId, url }));
  return scope.file === undefined ? { playlists } : { playlists, file: scope.file };
}

/**
 * What `toScopeRecord` wrote. Another program's record has no meaning here: its jobs are shown, and go
 * over everything if a person resumes them.
 */
export function scopeOfJob({ scope }: Pick<Job, 'scope'>): PlaylistScope | undefined {
  if (!Array.isArray(scope.playlists)) return undefined;
  const playlists = scope.playlists.map(referenceOf).filter((reference) => reference !== undefined);
  const { id, name } = fieldsOf(scope.file);
  return { playlists, file: typeof id === 'string' && typeof name === 'string' ? { id, name } : undefined };
}

/** A reference out of a record with `platform`, `remote_id` and perhaps `url`; undefined if it is none. */
export function referenceOf(record: unknown): PlaylistReference | undefined {
  const { platform, remote_id: remoteId, url } = fieldsOf(record);
  if (typeof platform !== 'string' || typeof remoteId !== 'string') return undefined;
  return { platform, remoteId, url: typeof url === 'string' ? url : undefined };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
