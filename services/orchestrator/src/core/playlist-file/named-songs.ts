import type { Job } from '@catalogsync/job-engine';

/** Songs by id, as a job carries them that was made for them only. */
export const toSongsRecord = (songs: readonly number[]): Job['scope'] => ({ songs: [...songs] });

/** What `toSongsRecord` wrote; undefined for a job that is not limited to songs. */
export function songsOfJob({ scope }: Pick<Job, 'scope'>): readonly number[] | undefined {
  return Array.isArray(scope.songs) ? scope.songs.filter((id) => Number.isSafeInteger(id)) : undefined;
}
