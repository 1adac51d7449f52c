import type { Clock } from '@catalogsync/runtime';
import type { Database, UnitOfWork, WriteSession } from '@catalogsync/sqlite';
import type { RejectedFile, RejectedFiles } from '../../core/choices/rejected-files.js';

/** Refused files in the resolver's database. */
export class SqliteRejectedFiles implements RejectedFiles {
  private readonly writes: UnitOfWork<WriteSession>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.writes = database.unitOfWork((session) => session);
  }

  async rejectedTracks(source: string, remoteIds: readonly string[]): Promise<ReadonlySet<string>> {
    const ids = remoteIds.filter((id) => id !== '');
    if (ids.length === 0) return new Set();
    const sql = `SELECT remote_id FROM rejected_files WHERE source = ? AND remote_id IN (${ids.map(() => '?').join(', ')})`;
    return new Set(
      this.database.reads
        .statement<{ remote_id: string }>(sql)
        .all(source, ...ids)
        .map((row) => row.remote_id),
    );
  }

  async isRejectedContent(sha256: string): Promise<boolean> {
    if (sha256 === '') return false;
    const sql = "SELECT 1 AS found FROM rejected_files WHERE sha256 = ? AND sha256 <> '' LIMIT 1";
    return this.database.reads.statement<{ found: 1 }>(sql).get(sha256) !== undefined;
  }

  async reject({ sha256, source, remoteId, reason }: RejectedFile): Promise<void> {
    const sql = `INSERT INTO rejected_files (sha256, source, remote_id, reason, created_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING`;
    await this.writes.run((session) => {
      session.statement(sql).run(sha256, source, remoteId, reason, this.clock.now());
    });
  }
}
