import type { Database, Statement } from 'better-sqlite3';
import type { Page, SortOrder } from '../../core/catalogue/snapshot-catalogue.js';
import type { StoredSort, TrackFilter, TrackIndex } from '../../core/catalogue/track-order.js';
import { OrderedIds, type OrderedTable } from './ordered-ids.js';

/** @internal for tests */
export const trackTables: Readonly<Record<StoredSort, OrderedTable>> = {
  id: { table: 'catalog_tracks', id: 'song_id', key: 'song_id' },
  name: { table: 'catalog_tracks', id: 'song_id', key: 'name' },
  added: { table: 'catalog_track_details', id: 'song_id', key: 'added_at', nullable: true },
  play_count: { table: 'catalog_track_details', id: 'song_id', key: 'play_count', nullable: true },
};

/** @internal for tests */
export const trackIndexSql = {
  exists: 'SELECT 1 FROM catalog_tracks WHERE song_id = ?',
  // Both in one query would read every track.
  ids: 'SELECT (SELECT min(song_id) FROM catalog_tracks) AS least, (SELECT max(song_id) FROM catalog_tracks) AS greatest',
  ofGenre: 'SELECT track_count FROM catalog_genres WHERE genre_id = ?',
  ofYear: 'SELECT count(*) FROM catalog_track_details WHERE year = ?',
  isOfGenre: 'SELECT 1 FROM catalog_track_genres WHERE genre_id = +? AND song_id = ?',
  isOfYear: 'SELECT 1 FROM catalog_track_details WHERE song_id = ? AND year = ?',
  isPlayable: 'SELECT 1 FROM catalog_track_files WHERE song_id = ? LIMIT 1',
} as const;

const sortKeys: Readonly<Record<StoredSort, string>> = { id: 't.song_id', name: 't.name', added: 'd.added_at', play_count: 'd.play_count' };

/** Every track of a genre or year, sorted; what the key is unknown of comes last. */
function allTracksSql(by: 'genre' | 'year', sort: StoredSort, order: SortOrder): string {
  const details = 'CROSS JOIN catalog_track_details d ON d.song_id = g.song_id CROSS JOIN catalog_tracks t ON t.song_id = g.song_id';
  const from = by === 'genre' ? 'catalog_track_genres g' : 'catalog_track_details g';
  const column = by === 'genre' ? 'g.genre_id' : 'g.year';
  return `SELECT t.song_id FROM ${from} ${details} WHERE ${column} = +? ORDER BY ${sortKeys[sort]} IS NULL, ${sortKeys[sort]} ${order}, t.song_id ${order}`;
}

type Exists = Statement<[number, number], number>;

/** Orders and filters of the tracks of one snapshot. One of schema version 1 knows no order but that of ids. */
export class SqliteTrackIndex implements TrackIndex {
  readonly ids: readonly [number, number];
  private readonly orders: Readonly<Record<StoredSort, OrderedIds>>;
  private readonly existsStatement: Statement<[number], number>;
  private readonly counts: Readonly<Record<'genre' | 'year', Statement<[number], number>>>;
  private readonly conditions: { readonly genre: Exists; readonly year: Exists; readonly playable: Statement<[number], number> };

  constructor(
    private readonly database: Database,
    readonly trackCount: number,
    isFirstVersion: boolean,
  ) {
    const orderOf = (sort: StoredSort): OrderedIds => new OrderedIds(database, trackTables[isFirstVersion ? 'id' : sort]);
    this.orders = { id: orderOf('id'), name: orderOf('name'), added: orderOf('added'), play_count: orderOf('play_count') };
    this.existsStatement = database.prepare(trackIndexSql.exists);
    const countOf = (sql: string): Statement<[number], number> => database.prepare<[number], number>(sql).pluck(true);
    this.counts = { genre: countOf(trackIndexSql.ofGenre), year: countOf(trackIndexSql.ofYear) };
    this.conditions = {
      genre: database.prepare(trackIndexSql.isOfGenre),
      year: database.prepare(trackIndexSql.isOfYear),
      playable: database.prepare(trackIndexSql.isPlayable),
    };
    const range = database.prepare<[], { least: number | null; greatest: number | null }>(trackIndexSql.ids).get();
    this.ids = [range?.least ?? 0, range?.greatest ?? -1];
  }

  walk(sort: StoredSort, order: SortOrder, page: Page<number>): readonly number[] | undefined {
    return this.orders[sort].walk(order, page);
  }

  exists(id: number): boolean {
    return this.existsStatement.get(id) !== undefined;
  }

  passes(id: number, { genre, year, playable }: TrackFilter): boolean {
    const { conditions } = this;
    if (genre !== undefined && conditions.genre.get(genre, id) === undefined) return false;
    if (year !== undefined && conditions.year.get(id, year) === undefined) return false;
    return !playable || conditions.playable.get(id) !== undefined;
  }

  rarest(filter: TrackFilter): number | undefined {
    const by = this.rarer(filter);
    return by === undefined ? undefined : this.countOf(by, filter);
  }

  all(filter: TrackFilter, sort: StoredSort, order: SortOrder): readonly number[] {
    const by = this.rarer(filter);
    if (by === undefined) return [];
    const sql = allTracksSql(by, sort, order);
    const ids = this.database
      .prepare<[number], number>(sql)
      .pluck(true)
      .all(filter[by] ?? 0);
    return ids.filter((id) => this.passes(id, { ...filter, [by]: undefined }));
  }

  private rarer(filter: TrackFilter): 'genre' | 'year' | undefined {
    const given = (['genre', 'year'] as const).filter((by) => filter[by] !== undefined);
    return given.sort((a, b) => this.countOf(a, filter) - this.countOf(b, filter))[0];
  }

  private countOf(by: 'genre' | 'year', filter: TrackFilter): number {
    return this.counts[by].get(filter[by] ?? 0) ?? 0;
  }
}
