import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { ArtistStores } from './artist-store.js';
import { identifyWaiting } from './identify-waiting.js';

/** Artists identified per transaction, some 40 ms of work. */
const artistsPerTransaction = 1000;

/** Finds out which artists are one. */
export class IdentifyArtists {
  constructor(private readonly writer: CatalogueWriter<ArtistStores>) {}

  /** Identifies every artist that is new or changed; when it resolves, none waits. Cheap if none does. */
  async run(signal?: AbortSignal): Promise<void> {
    while ((await this.writer.run(({ artists }) => identifyWaiting(artists, artistsPerTransaction), { signal })) > 0);
  }

  /** Identifies some of the waiting artists in a transaction of the caller's. */
  async some({ artists }: ArtistStores): Promise<void> {
    await identifyWaiting(artists, artistsPerTransaction);
  }
}
