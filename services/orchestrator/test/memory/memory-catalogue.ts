import type { CatalogueStores, CatalogueWriter } from '../../src/core/catalogue/catalogue-stores.js';
import { MemoryFiles } from './memory-files.js';
import { MemoryListing } from './memory-listing.js';
import { MemorySongs } from './memory-songs.js';
import type { MemoryTable } from './memory-table.js';
import { MemoryTables } from './memory-tables.js';

/** In-memory transactions: run in sequence, each rolled back if its work throws. */
export class MemoryCatalogue<Stores extends object> implements CatalogueWriter<CatalogueStores & Stores> {
  readonly tables = new MemoryTables();
  private readonly stores: CatalogueStores & Stores;
  private turn: Promise<unknown> = Promise.resolve();

  /** @param others stores of other features over the same tables */
  constructor(others: (tables: MemoryTables) => Stores) {
    const { tables } = this;
    const own = { listing: new MemoryListing(tables), songs: new MemorySongs(tables), files: new MemoryFiles(tables) };
    this.stores = { ...own, ...others(tables) };
  }

  run<T>(work: (stores: CatalogueStores & Stores) => Promise<T> | T, { signal }: { readonly signal?: AbortSignal } = {}): Promise<T> {
    const result = this.turn.then(async () => {
      signal?.throwIfAborted();
      const undo = Object.values(this.tables).map((table: MemoryTable<object>) => table.restorer());
      try {
        return await work(this.stores);
      } catch (error) {
        for (const restore of undo) restore();
        throw error;
      }
    });
    // A failure goes to its caller; the next transaction only waits for the end.
    this.turn = result.catch(() => undefined);
    return result;
  }
}
