import type { Service } from '@catalogsync/runtime';
import { configKeys, type ResolverConfig, readResolverConfig } from './config.js';

export { playlistRecogniser } from './sources.binding.js';

/** Music sources and the library folders, behind catalogsync.resolver.v1. */
export const service: Service<ResolverConfig> = {
  name: 'resolver',
  configKeys,
  configure: readResolverConfig,
  // Loaded on start: commands that only read settings need no framework.
  start: async (config, context) => (await import('./start.js')).start(config, context),
};

/**
 * Creates the side database of a main database, unless it exists (behaviours 3, 8, 9).
 * @returns its path
 */
export async function initialiseStatistics(mainDatabase: string): Promise<string> {
  const sideDatabase = await import('./adapters/sqlite/side-database.js');
  return sideDatabase.initialiseStatistics(mainDatabase);
}

/**
 * Watches folders as the service does, and does nothing else.
 * @returns how many are watched
 * @internal for the bench
 */
export async function watchOnly(folders: readonly string[], changed: () => void): Promise<number> {
  const { LocalFolderWatcher } = await import('./adapters/library-watch/local-folder-watcher.js');
  const watcher = new LocalFolderWatcher(
    folders.map((path) => ({ path })),
    { pollMs: 60_000 },
  );
  const watch = await watcher.open({ changed, switched: () => undefined });
  return watch.roots().reduce((sum, { folders: count }) => sum + count, 0);
}
