import type { ExecutionContext } from '@catalogsync/job-engine';
import type { CatalogueStores, CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { ChangedFiles, SourceCatalog } from '../sources/source-catalog.js';
import { registerPart } from './register-part.js';

interface RegisterChangesParts {
  readonly sources: Pick<SourceCatalog, 'changedFiles'>;
  readonly writer: CatalogueWriter;
}

/** How many files were registered, and how many could not be, for their songs are not there yet. */
export interface RegisteredChanges {
  readonly done: number;
  readonly withoutSong: number;
}

/**
 * Registers the files of songs that changed since the last time, and marks missing what is left of the others. Each part is stored
 * with the position after it; a file that waits for its song keeps the position before it.
 * @returns undefined if nobody knows since when: then all files are to be registered
 */
export async function registerChanges(
  { sources, writer }: RegisterChangesParts,
  source: string,
  { signal, report }: Pick<ExecutionContext, 'signal' | 'report'>,
): Promise<RegisteredChanges | undefined> {
  const since = await writer.run(({ files }) => files.position(source), { signal });
  if (since === undefined) return undefined;
  let [done, withoutSong] = [0, 0];
  for await (const page of sources.changedFiles(source, since, signal)) {
    if (page.isWhole) return undefined;
    const isEarlierComplete = withoutSong === 0;
    withoutSong += await writer.run(
      async (stores) => {
        const waiting = await storeChanges(stores, source, page);
        if (isEarlierComplete && waiting === 0) await stores.files.savePosition(source, page.position);
        return waiting;
      },
      { signal },
    );
    done += page.items.length;
    report({ done, total: 0, unit: 'files', current: page.items.at(-1)?.locator ?? source });
  }
  return { done: done - withoutSong, withoutSong };
}

/** @returns how many wait for their songs */
async function storeChanges(stores: CatalogueStores, source: string, { items, gone }: ChangedFiles): Promise<number> {
  const ids = await registerPart(stores, source, items);
  const registered = new Set(ids);
  const all = await stores.files.locationsOf(source, [...gone, ...items.map(({ remoteTrackId }) => remoteTrackId)]);
  const left = all.filter((id) => !registered.has(id));
  if (left.length > 0) await stores.files.markMissing(left);
  return ids.filter((id) => id === undefined).length;
}
