import type { Database, Statement } from 'better-sqlite3';
import type { Artist } from '../../core/catalogue/entities.js';
import { type ArtistReader, type Page, type Slice, sliceOf } from '../../core/catalogue/snapshot-catalogue.js';

const columns = 'artist_id AS id, name, track_count AS trackCount';

/** @internal for tests */
export const artistSql = {
  one: `SELECT ${columns} FROM catalog_artists WHERE artist_id = ?`,
  first: `SELECT ${columns} FROM catalog_artists ORDER BY name, artist_id LIMIT ?`,
  // A UNION, for the reason in playlist-statements.ts; `= +@`, for the reason in track-statements.ts.
  after: `SELECT ${columns} FROM catalog_artists WHERE name = +@name AND artist_id > @id
    UNION ALL SELECT ${columns} FROM catalog_artists WHERE name > @name ORDER BY name, id LIMIT @limit`,
} as const;

/** Reads artists, through statements prepared once per snapshot. */
export class ArtistStatements implements ArtistReader {
  private readonly oneStatement: Statement<[number], Artist>;
  private readonly firstStatement: Statement<[number], Artist>;
  private readonly afterStatement: Statement<[{ name: string; id: number; limit: number }], Artist>;

  constructor(database: Database) {
    this.oneStatement = database.prepare(artistSql.one);
    this.firstStatement = database.prepare(artistSql.first);
    this.afterStatement = database.prepare(artistSql.after);
  }

  one(id: number): Artist | undefined {
    return this.oneStatement.get(id);
  }

  page({ limit, after }: Page<number>): Slice<Artist, number> | undefined {
    const last = after === undefined ? undefined : this.one(after);
    if (after !== undefined && last === undefined) return undefined;
    const rows =
      last === undefined ? this.firstStatement.all(limit + 1) : this.afterStatement.all({ name: last.name, id: last.id, limit: limit + 1 });
    return sliceOf(rows, limit, (row) => row.id);
  }
}
