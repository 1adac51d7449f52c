import type { Database, Statement } from 'better-sqlite3';
import type { KnownCover, SnapshotCovers } from '../../core/covers/cover-pictures.js';

const columns = 'SELECT cover_id AS id, hash, width, height FROM catalog_covers';

/** The covers that a snapshot names; one of an earlier version names none. */
export class CoverStatements implements SnapshotCovers {
  private readonly byHash: Statement | undefined;
  private readonly older: Statement | undefined;

  constructor(database: Database) {
    if (database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'catalog_covers'").get() === undefined) return;
    this.byHash = database.prepare(`${columns} WHERE hash = ?`);
    this.older = database.prepare(`${columns} WHERE cover_id < ? ORDER BY cover_id DESC LIMIT +?`);
  }

  find(hash: string): KnownCover | undefined {
    return this.byHash?.get(hash) as KnownCover | undefined;
  }

  before(id: number, limit: number): readonly KnownCover[] {
    return (this.older?.all(id, limit) ?? []) as KnownCover[];
  }
}
