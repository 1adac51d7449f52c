import { Fault } from '@catalogsync/faults';
import type { Database, UnitOfWork, WriteSession } from '@catalogsync/sqlite';
import type { QuarantinedFile, QuarantinePage, QuarantineStore } from '../../core/downloads/ports.js';
import { audioJson, type QuarantineRow, toQuarantined } from './download-rows.js';

/** Files in quarantine and what became of them, in the resolver's database. */
export class SqliteQuarantineStore implements QuarantineStore {
  private readonly writes: UnitOfWork<WriteSession>;

  constructor(private readonly database: Database) {
    this.writes = database.unitOfWork((session) => session);
  }

  async hold(file: QuarantinedFile): Promise<void> {
    const { id, downloadId, path, source, remoteId, reason, detail, sha256, fileSizeBytes, audio, state, createdAt } = file;
    const sql = `INSERT INTO quarantined_files (quarantine_id, download_id, path, source, remote_id, reason, detail, sha256,
      file_size_bytes, audio_json, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    const audioText = audio === undefined ? null : audioJson(audio);
    await this.writes.run((session) => {
      session
        .statement(sql)
        .run(id, downloadId, path, source, remoteId, reason, detail, sha256, fileSizeBytes, audioText, state, createdAt);
    });
  }

  async get(id: string): Promise<QuarantinedFile | undefined> {
    const row = this.database.reads.statement<QuarantineRow>('SELECT * FROM quarantined_files WHERE quarantine_id = ?').get(id);
    return row === undefined ? undefined : toQuarantined(row);
  }

  async heldTracks(requestKey: string, source: string, remoteIds: readonly string[]): Promise<ReadonlySet<string>> {
    const sql = `SELECT q.remote_id FROM quarantined_files AS q JOIN downloads AS d ON d.download_id = q.download_id
      WHERE q.state = 'held' AND d.request_key = ? AND q.source = ? AND q.remote_id IN (${remoteIds.map(() => '?').join(', ')})`;
    const rows = this.database.reads.statement<{ remote_id: string }>(sql).all(requestKey, source, ...remoteIds);
    return new Set(rows.map((row) => row.remote_id));
  }

  async list(page: QuarantinePage): Promise<{ readonly files: readonly QuarantinedFile[]; readonly next: number | undefined }> {
    const filter = page.includeDecided ? '' : "state = 'held' AND";
    const rows = this.database.reads
      .statement<QuarantineRow>(`SELECT * FROM quarantined_files WHERE ${filter} seq < ? ORDER BY seq DESC LIMIT ?`)
      .all(page.before ?? Number.MAX_SAFE_INTEGER, page.limit + 1);
    const shown = rows.slice(0, page.limit);
    return { files: shown.map(toQuarantined), next: rows.length > page.limit ? shown.at(-1)?.seq : undefined };
  }

  async heldBeyond(count: number): Promise<readonly QuarantinedFile[]> {
    return this.database.reads
      .statement<QuarantineRow>("SELECT * FROM quarantined_files WHERE state = 'held' ORDER BY seq DESC LIMIT -1 OFFSET ?")
      .all(count)
      .map(toQuarantined)
      .reverse();
  }

  decide(id: string, state: 'approved' | 'rejected' | 'expired'): Promise<QuarantinedFile> {
    return this.writes.run((session) => {
      const changed = session
        .statement<QuarantineRow>(
          "UPDATE quarantined_files SET state = ?, path = '' WHERE quarantine_id = ? AND state = 'held' RETURNING *",
        )
        .get(state, id);
      if (changed !== undefined) return toQuarantined(changed);
      const known = session.statement<{ found: 1 }>('SELECT 1 AS found FROM quarantined_files WHERE quarantine_id = ?').get(id);
      if (known === undefined) throw new Fault('not_found', 'there is no such quarantined file');
      throw new Fault('failed_precondition', 'the file was decided before');
    });
  }
}
