import type { Database, UnitOfWork, WriteSession } from '@catalogsync/sqlite';
import type { RejectedFiles, Rejection } from '../../core/resolve/rejected-files.js';

/** Refused files in the resolver's own database. */
export class SqliteRejectedFiles implements RejectedFiles {
  readonly #writes: UnitOfWork<WriteSession>;

  constructor(
    private readonly database: Database,
    private readonly now: () => number,
  ) {
    this.#writes = database.unitOfWork((session) => session);
  }

  async reject(rejection: Rejection, signal?: AbortSignal): Promise<void> {
    const at = this.now();
    await this.#writes.run(
      (session) => {
        if (rejection.by === 'sha256') session.statement(upsertHash).run(rejection.sha256.toLowerCase(), rejection.reason, at);
        else session.statement(upsertId).run(rejection.source, rejection.remoteId, rejection.reason, at);
      },
      signal === undefined ? {} : { signal },
    );
  }

  rejectedIds(source: string, remoteIds: readonly string[]): ReadonlySet<string> {
    if (remoteIds.length === 0) return new Set();
    const rows = this.database.reads.statement<{ remote_id: string }>(selectIds).all(source, JSON.stringify(remoteIds));
    return new Set(rows.map((row) => row.remote_id));
  }

  isRejectedHash(sha256: string): boolean {
    const row = this.database.reads.statement('SELECT 1 FROM rejected_hashes WHERE sha256 = ?').get(sha256.toLowerCase());
    return row !== undefined;
  }
}

const upsertHash = `INSERT INTO rejected_hashes (sha256, reason, rejected_at) VALUES (?, ?, ?)
  ON CONFLICT (sha256) DO UPDATE SET reason = excluded.reason`;

const upsertId = `INSERT INTO rejected_source_ids (source, remote_id, reason, rejected_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (source, remote_id) DO UPDATE SET reason = excluded.reason`;

/** The ids as one JSON value: the statement's text, which is prepared once, does not depend on how many there are. */
const selectIds = 'SELECT remote_id FROM rejected_source_ids WHERE source = ? AND remote_id IN (SELECT value FROM json_each(?))';
