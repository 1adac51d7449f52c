import type { Job } from '@catalogsync/job-engine';
import { downloadSourcesOf } from '../sources/choose-sources.js';
import type { SourcesToTry } from './song-downloader.js';

/**
 * The sources that a job downloads from: its own choice, else DOWNLOAD_SOURCES as it was when the job was made
 * (behaviour 111). A job of an earlier program kept neither.
 */
export function sourcesToTry(job: Pick<Job, 'choices' | 'config'>): SourcesToTry {
  const chosen = downloadSourcesOf(job);
  const { download_sources: frozen } = job.config;
  if (chosen.length > 0 || !Array.isArray(frozen)) return { names: chosen, areDefault: false };
  return { names: frozen.filter((name) => typeof name === 'string'), areDefault: true };
}

/** LIBRARY_DIR as it was when the job was made; undefined if the job did not keep it. */
export function frozenLibraryRoot({ config }: Pick<Job, 'config'>): string | undefined {
  const { library_root: root } = config;
  return typeof root === 'string' && root !== '' ? root : undefined;
}
