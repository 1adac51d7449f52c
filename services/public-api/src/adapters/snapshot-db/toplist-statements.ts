import type { Database, Statement } from 'better-sqlite3';
import type { Toplist } from '../../core/catalogue/entities.js';
import { type Page, type Slice, sliceOf, type ToplistReader } from '../../core/catalogue/snapshot-catalogue.js';

interface GroupRow {
  readonly id: string;
  readonly name: string | null;
  readonly platform: string;
}

/**
 * The next toplist is looked up, not scanned for: the table has a row per playlist, the list one per toplist.
 * For `= +?` see ordered-ids.ts.
 * @internal for tests
 */
export const toplistSql = {
  one: 'SELECT toplist_id AS id, group_name AS name, platform FROM catalog_toplists WHERE toplist_id = +? ORDER BY playlist_id LIMIT 1',
  next: 'SELECT toplist_id AS id, group_name AS name, platform FROM catalog_toplists WHERE toplist_id > ? ORDER BY toplist_id, playlist_id LIMIT 1',
  playlists: 'SELECT playlist_id FROM catalog_toplists WHERE toplist_id = +? ORDER BY playlist_id',
} as const;

/** Reads toplists through statements prepared once per snapshot. */
export class ToplistStatements implements ToplistReader {
  private readonly oneStatement: Statement<[string], GroupRow>;
  private readonly nextStatement: Statement<[string], GroupRow>;
  private readonly playlistsStatement: Statement<[string], number>;

  constructor(database: Database) {
    this.oneStatement = database.prepare(toplistSql.one);
    this.nextStatement = database.prepare(toplistSql.next);
    this.playlistsStatement = database.prepare<[string], number>(toplistSql.playlists).pluck(true);
  }

  one(id: string): Toplist | undefined {
    const row = this.oneStatement.get(id);
    return row === undefined ? undefined : this.toplist(row);
  }

  page({ limit, after }: Page<string>): Slice<Toplist, string> {
    const rows: GroupRow[] = [];
    // An external id is never empty, so nothing sorts before the first toplist.
    let row = this.nextStatement.get(after ?? '');
    while (row !== undefined && rows.push(row) <= limit) row = this.nextStatement.get(row.id);
    return sliceOf(rows, limit, (group) => group.id, this.toplist);
  }

  private readonly toplist = ({ id, name, platform }: GroupRow): Toplist => ({
    id,
    name,
    platform,
    playlists: this.playlistsStatement.all(id),
  });
}
