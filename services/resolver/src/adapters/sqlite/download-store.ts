import { Fault } from '@catalogsync/faults';
import type { Database, UnitOfWork, WriteSession } from '@catalogsync/sqlite';
import type { DownloadAttempt, DownloadRecord } from '../../core/downloads/model.js';
import type { DownloadChange, DownloadPage, DownloadStore } from '../../core/downloads/ports.js';
import { type DownloadState, downloadStates, downloadTransitions, hasEnded } from '../../core/downloads/states.js';
import { type AttemptRow, type DownloadRow, toDownload } from './download-rows.js';

interface Statements {
  statement<Row>(sql: string): {
    get(...values: (string | number | null)[]): Row | undefined;
    all(...values: (string | number | null)[]): Row[];
  };
}

const activeStates = "('queued', 'running', 'interrupted')";

/** The record of downloads in the resolver's database. */
export class SqliteDownloadStore implements DownloadStore {
  private readonly writes: UnitOfWork<WriteSession>;

  constructor(private readonly database: Database) {
    this.writes = database.unitOfWork((session) => session);
  }

  create(record: DownloadRecord): Promise<{ readonly record: DownloadRecord; readonly created: boolean }> {
    return this.writes.run((session) => {
      const active = session
        .statement<DownloadRow>(`SELECT * FROM downloads WHERE request_key = ? AND state IN ${activeStates}`)
        .get(record.requestKey);
      const { id, requestKey, request, holder, state, createdAt, updatedAt } = record;
      if (active !== undefined) return { record: assign(session, active.download_id, holder), created: false };
      session
        .statement(
          `INSERT INTO downloads (download_id, request_key, request_json, holder, state, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(id, requestKey, JSON.stringify(request), holder, state, createdAt, updatedAt);
      return { record, created: true };
    });
  }

  get(id: string): DownloadRecord | undefined {
    return read(this.database.reads, id);
  }

  ready(requestKey: string): DownloadRecord | undefined {
    const row = this.database.reads
      .statement<DownloadRow>(
        "SELECT * FROM downloads WHERE request_key = ? AND state = 'succeeded' AND released = 0 ORDER BY seq DESC LIMIT 1",
      )
      .get(requestKey);
    return row === undefined ? undefined : withAttempts(this.database.reads, row);
  }

  list({ states, limit, before }: DownloadPage): { readonly records: readonly DownloadRecord[]; readonly next: number | undefined } {
    const wanted = states.length === 0 ? downloadStates : states;
    const marks = wanted.map(() => '?').join(', ');
    const rows = this.database.reads
      .statement<DownloadRow>(`SELECT * FROM downloads WHERE state IN (${marks}) AND seq < ? ORDER BY seq DESC LIMIT ?`)
      .all(...wanted, before ?? Number.MAX_SAFE_INTEGER, limit + 1);
    const page = rows.slice(0, limit);
    return {
      records: page.map((row) => withAttempts(this.database.reads, row)),
      next: rows.length > limit ? page.at(-1)?.seq : undefined,
    };
  }

  idsIn(state: DownloadState): readonly string[] {
    return this.database.reads
      .statement<{ download_id: string }>('SELECT download_id FROM downloads WHERE state = ? ORDER BY seq')
      .all(state)
      .map((row) => row.download_id);
  }

  change(id: string, { state, file, error }: DownloadChange, now: number): Promise<DownloadRecord> {
    return this.writes.run((session) => {
      const current = session.statement<DownloadRow>('SELECT * FROM downloads WHERE download_id = ?').get(id);
      if (current === undefined) throw new Fault('not_found', 'there is no such download');
      if (!downloadTransitions[current.state].includes(state)) {
        throw new Fault('failed_precondition', `a download that is ${current.state} cannot become ${state}`);
      }
      session
        .statement(
          `UPDATE downloads SET state = ?, file_json = ?, error_code = ?, error_message = ?, error_hint = ?, updated_at = ?, ended_at = ?
           WHERE download_id = ?`,
        )
        .run(
          state,
          file === undefined ? null : JSON.stringify(file),
          error?.code ?? null,
          error?.message ?? '',
          error?.hint ?? '',
          now,
          hasEnded(state) ? now : 0,
          id,
        );
      return readExisting(session, id);
    });
  }

  async addAttempt(id: string, attempt: DownloadAttempt): Promise<void> {
    const { source, remoteId, outcome, code, message, startedAt, elapsedMs } = attempt;
    await this.writes.run((session) => {
      session
        .statement(
          `INSERT INTO download_attempts (download_id, position, source, remote_id, outcome, code, message, started_at, elapsed_ms)
           SELECT ?, coalesce(max(position), 0) + 1, ?, ?, ?, ?, ?, ?, ? FROM download_attempts WHERE download_id = ?`,
        )
        .run(id, source, remoteId, outcome, code, message, startedAt, elapsedMs, id);
    });
  }

  assign(id: string, holder: string): Promise<DownloadRecord> {
    return this.writes.run((session) => assign(session, id, holder));
  }

  async release(id: string, now: number): Promise<void> {
    await this.writes.run((session) => {
      session.statement('UPDATE downloads SET released = 1, updated_at = ? WHERE download_id = ? AND released = 0').run(now, id);
    });
  }

  unclaimed(before: number): readonly string[] {
    return this.database.reads
      .statement<{ download_id: string }>("SELECT download_id FROM downloads WHERE state = 'succeeded' AND released = 0 AND ended_at < ?")
      .all(before)
      .map((row) => row.download_id);
  }

  async recover(now: number): Promise<void> {
    await this.writes.run((session) => {
      // What runs when nothing runs yet was cut short; two steps, as the table of states has it.
      session.statement("UPDATE downloads SET state = 'interrupted', updated_at = ? WHERE state = 'running'").run(now);
      session.statement("UPDATE downloads SET state = 'queued', updated_at = ? WHERE state = 'interrupted'").run(now);
    });
  }
}

function assign(session: WriteSession, id: string, holder: string): DownloadRecord {
  session.statement('UPDATE downloads SET holder = ? WHERE download_id = ?').run(holder, id);
  return readExisting(session, id);
}

function read(statements: Statements, id: string): DownloadRecord | undefined {
  const row = statements.statement<DownloadRow>('SELECT * FROM downloads WHERE download_id = ?').get(id);
  return row === undefined ? undefined : withAttempts(statements, row);
}

function readExisting(statements: Statements, id: string): DownloadRecord {
  const record = read(statements, id);
  if (record === undefined) throw new Fault('internal', 'a download vanished while it was changed');
  return record;
}

function withAttempts(statements: Statements, row: DownloadRow): DownloadRecord {
  const attempts = statements
    .statement<AttemptRow>('SELECT * FROM download_attempts WHERE download_id = ? ORDER BY position')
    .all(row.download_id);
  return toDownload(row, attempts);
}
