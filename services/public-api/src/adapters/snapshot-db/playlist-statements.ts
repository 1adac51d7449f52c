import type { Database } from 'better-sqlite3';
import {
  type Page,
  type PlaylistOrder,
  type PlaylistReader,
  type PlaylistSort,
  playlistSorts,
  type Slice,
} from '../../core/catalogue/snapshot-catalogue.js';
import { OrderedIds, type OrderedTable } from './ordered-ids.js';

const keys: Readonly<Record<PlaylistSort, string>> = { play_count: 'play_count', name: 'name', id: 'playlist_id' };

/** @internal for tests */
export function playlistTable(sort: PlaylistSort, byPlatform: boolean): OrderedTable {
  const table = { table: 'catalog_playlists', id: 'playlist_id', key: keys[sort] };
  return byPlatform ? { ...table, filter: 'platform' } : table;
}

/** Lists playlists, through statements prepared once per snapshot. */
export class PlaylistStatements implements PlaylistReader {
  private readonly orders: ReadonlyMap<string, OrderedIds>;

  constructor(database: Database) {
    this.orders = new Map(
      playlistSorts.flatMap((sort) =>
        [false, true].map((byPlatform) => [`${sort} ${byPlatform}`, new OrderedIds(database, playlistTable(sort, byPlatform))] as const),
      ),
    );
  }

  page({ platform, sort, order }: PlaylistOrder, page: Page<number>): Slice<number, number> | undefined {
    return this.orders.get(`${sort} ${platform !== undefined}`)?.page(order, page, platform);
  }
}
