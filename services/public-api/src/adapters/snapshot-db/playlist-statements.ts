import type { Database, Statement } from 'better-sqlite3';
import type { Playlist } from '../../core/catalogue/entities.js';
import {
  type Page,
  type PlaylistOrder,
  type PlaylistReader,
  type PlaylistSort,
  playlistSorts,
  type Slice,
  type SortOrder,
  sliceOf,
  sortOrders,
} from '../../core/catalogue/snapshot-catalogue.js';

const columns =
  'playlist_id AS id, platform, remote_playlist_id AS remoteId, name, description, cover_url AS coverUrl, play_count AS playCount, song_count AS songCount';

const keyColumn: Readonly<Record<PlaylistSort, string>> = { play_count: 'play_count', name: 'name', id: 'playlist_id' };

/** The same columns by their result names, by which a UNION is sorted. */
const resultColumn: Readonly<Record<PlaylistSort, string>> = { play_count: 'playCount', name: 'name', id: 'id' };

/**
 * The text of one list. Keyset paging needs its own statement for each sort, order and filter, and for the first
 * page. The next page is a UNION of "same key, later id" and "later key": for a row value `(key, id) > (?, ?)`
 * SQLite seeks by the key alone when the id is the rowid, and a thousand playlists that nobody played share one
 * key. For `= +@` see track-statements.ts.
 * @internal for tests
 */
export function playlistPageSql(sort: PlaylistSort, order: SortOrder, byPlatform: boolean, goesOn: boolean): string {
  const key = keyColumn[sort];
  const sign = order === 'asc' ? '>' : '<';
  const select = (...conditions: string[]): string => {
    const all = [...(byPlatform ? ['platform = +@platform'] : []), ...conditions];
    return `SELECT ${columns} FROM catalog_playlists${all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`}`;
  };
  if (sort === 'id') {
    return `${goesOn ? select(`playlist_id ${sign} @id`) : select()} ORDER BY playlist_id ${order} LIMIT @limit`;
  }
  if (!goesOn) return `${select()} ORDER BY ${key} ${order}, playlist_id ${order} LIMIT @limit`;
  const sameKey = select(`${key} = +@key`, `playlist_id ${sign} @id`);
  return `${sameKey} UNION ALL ${select(`${key} ${sign} @key`)} ORDER BY ${resultColumn[sort]} ${order}, id ${order} LIMIT @limit`;
}

/** @internal for tests */
export const playlistSql = { one: `SELECT ${columns} FROM catalog_playlists WHERE playlist_id = ?` } as const;

interface PageArguments {
  readonly platform?: string;
  readonly key?: string | number;
  readonly id?: number;
  readonly limit: number;
}

type PageStatement = Statement<[PageArguments], Playlist>;

const nameOf = (sort: PlaylistSort, order: SortOrder, byPlatform: boolean, goesOn: boolean): string =>
  `${sort} ${order} ${byPlatform} ${goesOn}`;

/** Reads playlists, through statements prepared once per snapshot. */
export class PlaylistStatements implements PlaylistReader {
  private readonly oneStatement: Statement<[number], Playlist>;
  private readonly pages = new Map<string, PageStatement>();

  constructor(database: Database) {
    this.oneStatement = database.prepare(playlistSql.one);
    for (const sort of playlistSorts) {
      for (const order of sortOrders) {
        for (const byPlatform of [false, true]) {
          for (const goesOn of [false, true]) {
            this.pages.set(nameOf(sort, order, byPlatform, goesOn), database.prepare(playlistPageSql(sort, order, byPlatform, goesOn)));
          }
        }
      }
    }
  }

  one(id: number): Playlist | undefined {
    return this.oneStatement.get(id);
  }

  page({ platform, sort, order }: PlaylistOrder, { limit, after }: Page<number>): Slice<Playlist, number> | undefined {
    const last = after === undefined ? undefined : this.one(after);
    if (after !== undefined && last === undefined) return undefined;
    const key = sort === 'name' ? last?.name : last?.playCount;
    const statement = this.pages.get(nameOf(sort, order, platform !== undefined, last !== undefined));
    const rows = statement?.all({ platform, key, id: last?.id, limit: limit + 1 }) ?? [];
    return sliceOf(rows, limit, (row) => row.id);
  }
}
