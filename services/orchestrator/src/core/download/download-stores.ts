import type { CatalogueStores } from '../catalogue/catalogue-stores.js';
import type { LyricsStores } from '../lyrics/lyrics-store.js';

/** What a download changes. Lyrics are absent where none are kept. */
export type DownloadStores = CatalogueStores & Partial<LyricsStores>;
