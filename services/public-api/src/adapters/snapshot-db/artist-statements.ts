import type { Database } from 'better-sqlite3';
import type { ArtistReader, Page, Slice } from '../../core/catalogue/snapshot-catalogue.js';
import { OrderedIds, type OrderedTable } from './ordered-ids.js';

/** @internal for tests */
export const artistsByName: OrderedTable = { table: 'catalog_artists', id: 'artist_id', key: 'name' };

/** Lists artists. */
export class ArtistStatements implements ArtistReader {
  private readonly byName: OrderedIds;

  constructor(database: Database) {
    this.byName = new OrderedIds(database, artistsByName);
  }

  page(page: Page<number>): Slice<number, number> | undefined {
    return this.byName.page('asc', page);
  }
}
