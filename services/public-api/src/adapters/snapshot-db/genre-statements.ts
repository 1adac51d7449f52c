import type { Database, Statement } from 'better-sqlite3';
import type { Genre } from '../../core/catalogue/entities.js';
import type { GenreReader, Page, Slice } from '../../core/catalogue/snapshot-catalogue.js';
import { OrderedIds, type OrderedTable } from './ordered-ids.js';

/** @internal for tests */
export const genresByName: OrderedTable = { table: 'catalog_genres', id: 'genre_id', key: 'name' };

/** @internal for tests */
export const genreSql = { one: 'SELECT genre_id AS id, name, track_count AS trackCount FROM catalog_genres WHERE genre_id = ?' } as const;

/** Reads genres. */
export class GenreStatements implements GenreReader {
  private readonly byName: OrderedIds;
  private readonly oneStatement: Statement<[number], Genre>;

  constructor(database: Database) {
    this.byName = new OrderedIds(database, genresByName);
    this.oneStatement = database.prepare(genreSql.one);
  }

  page(page: Page<number>): Slice<Genre, number> | undefined {
    const slice = this.byName.page('asc', page);
    return slice && { ...slice, items: slice.items.map((id) => this.oneStatement.get(id)).filter((genre) => genre !== undefined) };
  }
}
