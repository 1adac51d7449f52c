import type { Database, Statement } from 'better-sqlite3';
import {
  type AlbumReader,
  type AlbumSort,
  albumSorts,
  type Page,
  type Slice,
  type SortOrder,
  sortOrders,
} from '../../core/catalogue/snapshot-catalogue.js';
import { OrderedIds, type OrderedTable } from './ordered-ids.js';

const keys = { name: 'name', year: 'year', added: 'added_at' } as const;

/** @internal for tests */
export function albumTable(sort: AlbumSort): OrderedTable {
  return { table: 'catalog_albums', id: 'album_id', key: keys[sort], nullable: sort !== 'name' };
}

/** An artist has few albums: they are sorted when asked for. What the key is unknown of comes last. */
function albumsOfArtistSql(sort: AlbumSort, order: SortOrder): string {
  return `SELECT a.album_id FROM (SELECT DISTINCT album_id FROM catalog_album_artists WHERE artist_id = +?) l
    CROSS JOIN catalog_albums a ON a.album_id = l.album_id ORDER BY a.${keys[sort]} IS NULL, a.${keys[sort]} ${order}, a.album_id ${order}`;
}

/** @internal for tests */
export const albumSql = { artist: 'SELECT 1 FROM catalog_artists WHERE artist_id = ?' } as const;

/** Lists albums, through statements prepared once per snapshot. */
export class AlbumStatements implements AlbumReader {
  private readonly orders: ReadonlyMap<AlbumSort, OrderedIds>;
  private readonly ofArtistStatements = new Map<string, Statement<[number], number>>();
  private readonly artistStatement: Statement<[number], number>;

  constructor(database: Database) {
    this.orders = new Map(albumSorts.map((sort) => [sort, new OrderedIds(database, albumTable(sort))]));
    this.artistStatement = database.prepare(albumSql.artist);
    for (const sort of albumSorts) {
      for (const order of sortOrders) {
        const statement = database.prepare<[number], number>(albumsOfArtistSql(sort, order)).pluck(true);
        this.ofArtistStatements.set(`${sort} ${order}`, statement);
      }
    }
  }

  page(sort: AlbumSort, order: SortOrder, page: Page<number>): Slice<number, number> | undefined {
    return this.orders.get(sort)?.page(order, page);
  }

  ofArtist(id: number, sort: AlbumSort, order: SortOrder, { limit, after = 0 }: Page<number>): Slice<number, number> | undefined {
    const all = this.ofArtistStatements.get(`${sort} ${order}`)?.all(id) ?? [];
    if (all.length === 0 && this.artistStatement.get(id) === undefined) return undefined;
    const slice = { items: all.slice(after, after + limit), total: all.length };
    return after + limit < all.length ? { ...slice, next: after + limit } : slice;
  }
}
