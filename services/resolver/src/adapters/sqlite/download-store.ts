import { Fault } from '@catalogsync/faults';
import type { Database, UnitOfWork, WriteSession } from '@catalogsync/sqlite';
import type { DownloadAttempt, DownloadRecord } from '../../core/downloads/model.js';
import type { DownloadChange, DownloadPage, DownloadStore } from '../../core/downloads/ports.js';
import { downloadStates, downloadTransitions, hasEnded } from '../../core/downloads/states.js';
import { type AttemptRow, type DownloadRow, fileJson, requestJson, toDownload } from './download-rows.js';

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
        .run(id, requestKey, requestJson(request), holder, state, createdAt, updatedAt);
      return { record, created: true };
    });
  }

  async get(ids: readonly string[]): Promise<readonly DownloadRecord[]> {
    return read(this.database.reads, ids);
  }

  async ready(requestKey: string): Promise<DownloadRecord | undefined> {
    const rows = this.database.reads
      .statement<DownloadRow>(
        "SELECT * FROM downloads WHERE request_key = ? AND state = 'succeeded' AND released = 0 ORDER BY seq DESC LIMIT 1",
      )
      .all(requestKey);
    return withAttempts(this.database.reads, rows)[0];
  }

  async list({
    states,
    limit,
    before,
  }: DownloadPage): Promise<{ readonly records: readonly DownloadRecord[]; readonly next: number | undefined }> {
    const wanted = states.length === 0 ? downloadStates : states;
    const rows = this.database.reads
      .statement<DownloadRow>(`SELECT * FROM downloads WHERE state IN (${marks(wanted)}) AND seq < ? ORDER BY seq DESC LIMIT ?`)
      .all(...wanted, before ?? Number.MAX_SAFE_INTEGER, limit + 1);
    const page = rows.slice(0, limit);
    return { records: withAttempts(this.database.reads, page), next: rows.length > limit ? page.at(-1)?.seq : undefined };
  }

  async active(): Promise<readonly DownloadRecord[]> {
    const inState = this.database.reads.statement<DownloadRow>('SELECT * FROM downloads WHERE state = ? ORDER BY seq');
    return withAttempts(this.database.reads, [...inState.all('running'), ...inState.all('queued')]);
  }

  async staged(): Promise<ReadonlySet<string>> {
    const sql = `SELECT download_id FROM downloads WHERE state IN ${activeStates}
      UNION ALL SELECT download_id FROM downloads WHERE state = 'succeeded' AND released = 0`;
    return new Set(
      this.database.reads
        .statement<{ download_id: string }>(sql)
        .all()
        .map((row) => row.download_id),
    );
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
          file === undefined ? null : fileJson(file),
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
    const { source, remoteId = '', outcome, code = '', message = '', startedAt, elapsedMs } = attempt;
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

  async releaseUnclaimed(before: number, now: number): Promise<void> {
    const sql = "UPDATE downloads SET released = 1, updated_at = ? WHERE state = 'succeeded' AND released = 0 AND ended_at < ?";
    await this.writes.run((session) => {
      session.statement(sql).run(now, before);
    });
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

function readExisting(statements: Statements, id: string): DownloadRecord {
  const [record] = read(statements, [id]);
  if (record === undefined) throw new Fault('internal', 'a download vanished while it was changed');
  return record;
}

/** In the order of the ids. */
function read(statements: Statements, ids: readonly string[]): DownloadRecord[] {
  const rows = new Map<string, DownloadRow>();
  for (const some of batches(ids)) {
    const sql = `SELECT * FROM downloads WHERE download_id IN (${marks(some)})`;
    for (const row of statements.statement<DownloadRow>(sql).all(...some)) rows.set(row.download_id, row);
  }
  return withAttempts(
    statements,
    ids.flatMap((id) => rows.get(id) ?? []),
  );
}

function withAttempts(statements: Statements, rows: readonly DownloadRow[]): DownloadRecord[] {
  const byDownload = new Map<string, AttemptRow[]>(rows.map((row) => [row.download_id, []]));
  for (const ids of batches([...byDownload.keys()])) {
    const sql = `SELECT * FROM download_attempts WHERE download_id IN (${marks(ids)}) ORDER BY download_id, position`;
    for (const attempt of statements.statement<AttemptRow>(sql).all(...ids)) byDownload.get(attempt.download_id)?.push(attempt);
  }
  return rows.map((row) => toDownload(row, byDownload.get(row.download_id) ?? []));
}

/** Ids asked for in one statement. */
const batch = 500;

function* batches(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += batch) yield ids.slice(at, at + batch);
}

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
