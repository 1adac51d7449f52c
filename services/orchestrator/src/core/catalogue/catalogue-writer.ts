import type { FileStore } from './file-store.js';
import type { ListingStore } from './listing-store.js';
import type { SongStore } from './song-store.js';

/** Stores of one transaction. */
export interface CatalogueStores {
  readonly listing: ListingStore;
  readonly songs: SongStore;
  readonly files: FileStore;
}

/** The only way to change the catalogue: runs `work` in one transaction, rolled back if it throws. */
export interface CatalogueWriter<Stores = CatalogueStores> {
  run<T>(work: (stores: Stores) => Promise<T> | T, options?: { readonly signal?: AbortSignal }): Promise<T>;
}
