import type { Clock } from '@catalogsync/runtime';
import type { Database, UnitOfWork, WriteSession } from '@catalogsync/sqlite';
import type { RejectedFile, RejectedFiles } from '../../core/downloads/rejected-files.js';

/** Refused files in the resolver's database. */
export class SqliteRejectedFiles implements RejectedFiles {
  private readonly writes: UnitOfWork<WriteSession>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.writes = database.unitOfWork((session) => session);
  }

  isRejectedTrack(source: string, remoteId: string): boolean {
    if (remoteId === '') return false;
    const sql = 'SELECT 1 AS found FROM rejected_files WHERE source = ? AND remote_id = ? LIMIT 1';
    return this.database.reads.statement<{ found: 1 }>(sql).get(source, remoteId) !== undefined;
  }

  isRejectedContent(sha256: string): boolean {
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
