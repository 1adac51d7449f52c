import type { ListingStore } from '../collect/listing-store.js';
import type { ScopeStore } from '../playlist-file/scope-store.js';
import type { FileStore } from '../register/file-store.js';
import type { ScheduleRuns } from '../schedules/schedule-store.js';
import type { SongStore } from '../sync/song-store.js';

/** Stores of one transaction. */
export interface CatalogueStores {
  readonly listing: ListingStore;
  readonly songs: SongStore;
  readonly files: FileStore;
  readonly scope: ScopeStore;
  readonly scheduleRuns: ScheduleRuns;
}

/** The only way to change the catalogue: `work` in one transaction, undone when it throws. */
export interface CatalogueWriter {
  run<T>(work: (stores: CatalogueStores) => Promise<T> | T, options?: { readonly signal?: AbortSignal }): Promise<T>;
}
