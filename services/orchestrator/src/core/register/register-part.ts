import type { CatalogueStores } from '../catalogue/catalogue-stores.js';
import type { TrackFile } from '../sources/source-catalog.js';

/** Files registered per transaction, about 10 ms of work. */
export const filesPerTransaction = 1000;

/** Registers files of a source with the backends that they lie on; undefined for one whose song is unknown. */
export async function registerPart(
  { files }: CatalogueStores,
  source: string,
  part: readonly TrackFile[],
): Promise<readonly (number | undefined)[]> {
  const ids: (number | undefined)[] = [];
  for (const [name, group] of Map.groupBy(part, (file) => file.backendName)) {
    const backendId = await files.saveBackend({ name, basePath: group[0]?.basePath ?? '', source });
    ids.push(...(await files.register(source, backendId, group)));
  }
  return ids;
}
