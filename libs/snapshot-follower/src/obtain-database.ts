import { rm, stat } from 'node:fs/promises';
import { toFault, withFaults } from '@catalogsync/faults';
import type { Manifest } from '@catalogsync/snapshot-format';
import type { Adopted, CacheFolder } from './cache-folder.js';
import { copyDatabase } from './copy-database.js';
import { HeldCopy } from './held-copy.js';
import type { SnapshotSource } from './snapshot-source.js';

/**
 * Copies the database of an accepted manifest into the cache and checks the very file that will be opened, under its
 * final name: a rename after the check could hide a change. A file that fails is removed.
 * @throws Fault `data_corrupt`, `not_found`, `disk_full`, what the source throws
 */
export async function obtainDatabase(
  source: SnapshotSource,
  cache: CacheFolder,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<HeldCopy> {
  return take(cache, manifest, signal, (incoming) => source.fetchDatabase(manifest, incoming, signal));
}

/** Checks a copy from before a restart: by its stamp if untouched since its hash was checked, otherwise by hash. */
export async function recheckDatabase(cache: CacheFolder, { file, manifest, stamp }: Adopted, signal: AbortSignal): Promise<HeldCopy> {
  return withFaults(async () => {
    const { nlink } = await stat(file);
    if (nlink === 1) return HeldCopy.open(file, manifest, signal, stamp);
    // Earlier versions linked the published file, which others may write.
    return take(cache, manifest, signal, (incoming) => copyDatabase(file, incoming, manifest, signal));
  });
}

async function take(
  cache: CacheFolder,
  manifest: Manifest,
  signal: AbortSignal,
  fetch: (incoming: string) => Promise<void>,
): Promise<HeldCopy> {
  const incoming = cache.incoming();
  let kept = incoming;
  try {
    await fetch(incoming);
    kept = await cache.keep(incoming, manifest);
    return await HeldCopy.open(kept, manifest, signal);
  } catch (error) {
    await rm(kept, { force: true });
    throw toFault(signal.aborted ? signal.reason : error);
  }
}
