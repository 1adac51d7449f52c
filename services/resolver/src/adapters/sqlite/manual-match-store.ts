import type { Database, UnitOfWork, WriteSession } from '@catalogsync/sqlite';
import type { ManualMatch, ManualMatches, SongKey } from '../../core/choices/manual-matches.js';

interface MatchRow {
  readonly platform: string;
  readonly remote_id: string;
  readonly source: string;
  readonly source_remote_id: string;
  readonly note: string;
  readonly created_at: number;
}

/** Manual matches in the resolver's own database, where no clearing of statistics or caches reaches them. */
export class SqliteManualMatches implements ManualMatches {
  private readonly writes: UnitOfWork<WriteSession>;

  constructor(private readonly database: Database) {
    this.writes = database.unitOfWork((session) => session);
  }

  async find(song: SongKey): Promise<ManualMatch | undefined> {
    const row = this.database.reads.statement<MatchRow>(`${select} WHERE platform = ? AND remote_id = ?`).get(song.platform, song.remoteId);
    return row === undefined ? undefined : toMatch(row);
  }

  async list(after: SongKey | undefined, limit: number): Promise<readonly ManualMatch[]> {
    const page = `${select} WHERE (platform, remote_id) > (?, ?) ORDER BY platform, remote_id LIMIT ?`;
    const rows = this.database.reads.statement<MatchRow>(page).all(after?.platform ?? '', after?.remoteId ?? '', limit);
    return rows.map(toMatch);
  }

  async set(match: ManualMatch): Promise<void> {
    const { platform, remoteId, source, sourceRemoteId, note, createdAt } = match;
    await this.writes.run((session) => session.statement(upsert).run(platform, remoteId, source, sourceRemoteId, note, createdAt));
  }

  async remove(song: SongKey): Promise<boolean> {
    const sql = 'DELETE FROM manual_matches WHERE platform = ? AND remote_id = ?';
    return (await this.writes.run((session) => session.statement(sql).run(song.platform, song.remoteId))).changes > 0;
  }
}

const select = 'SELECT platform, remote_id, source, source_remote_id, note, created_at FROM manual_matches';

const upsert = `INSERT INTO manual_matches (platform, remote_id, source, source_remote_id, note, created_at) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (platform, remote_id) DO UPDATE SET
    source = excluded.source, source_remote_id = excluded.source_remote_id, note = excluded.note, created_at = excluded.created_at`;

function toMatch(row: MatchRow): ManualMatch {
  return {
    platform: row.platform,
    remoteId: row.remote_id,
    source: row.source,
    sourceRemoteId: row.source_remote_id,
    note: row.note,
    createdAt: row.created_at,
  };
}
