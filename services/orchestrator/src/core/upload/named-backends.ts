import type { Job } from '@catalogsync/job-engine';

/** Storage backends by name, as a job carries them that uploads only to them. */
export const toBackendsRecord = (names: readonly string[]): Job['scope'] => ({ backends: [...names] });

/** What `toBackendsRecord` wrote; undefined for a job that uploads to all. */
export function backendsOfJob({ scope }: Pick<Job, 'scope'>): ReadonlySet<unknown> | undefined {
  return Array.isArray(scope.backends) ? new Set(scope.backends) : undefined;
}
