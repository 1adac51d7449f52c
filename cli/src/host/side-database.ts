import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes resolver_stats.db beside a catalogue that is about to be opened (behaviours 8, 10). One that is there is left to
 * the resolver, which migrates it.
 * @throws Fault `permission_denied`, `disk_full`
 */
export async function ensureSideDatabase(db: string): Promise<void> {
  if (existsSync(join(dirname(db), 'resolver_stats.db'))) return;
  const { initialiseStatistics } = await import('@catalogsync/resolver');
  await initialiseStatistics(db);
}
