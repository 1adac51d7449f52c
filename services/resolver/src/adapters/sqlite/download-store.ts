import { Fault } from '@catalogsync/faults';
import { type Database, LessThan, type ReadSession, type UnitOfWork, type WriteSession } from '@catalogsync/sqlite';
import type { SongKey } from '../../core/choices/choices.js';
import type { DownloadAttempt, DownloadRecord } from '../../core/downloads/model.js';
import type { DownloadChange, DownloadPage, DownloadStore } from '../../core/downloads/ports.js';
import { type DownloadState, downloadStates, downloadTransitions, hasEnded } from '../../core/downloads/states.js';
import { type AttemptRow, type DownloadRow, downloadOf, fileJson, requestJson, selectAttempts, selectDownloads } from './download-rows.js';
import { downloads } from './rows/downloads.js';

/** Reads committed rows, or those of the transaction. */
type Statements = Pick<ReadSession, 'statement'>;

const insert = `INSERT INTO downloads (download_id, request_key, request_json, holder, state, created_at, updated_at, platform, remote_id)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const activeStates = "('queued', 'running', 'interrupted')";

/** The record of downloads in the resolver's database. */
export class SqliteDownloadStore implements DownloadStore {
  private readonly writes: UnitOfWork<WriteSession>;

  constructor(private readonly database: Database) {
    this.writes = database.unitOfWork((session) => session);
  }

  create(record: DownloadRecord): Promise<{ readonly record: DownloadRecord; readonly created: boolean }> {
    return this.writes.run(async (session) => {
      const active = session
        .statement<DownloadRow>(`${selectDownloads} WHERE request_key = ? AND state IN ${activeStates}`)
        .get(record.requestKey);
      const { id: downloadId, requestKey, request, holder = '', state, createdAt, updatedAt } = record;
      if (active !== undefined) return { record: await assign(session, active.downloadId, holder), created: false };
      // In SQL text: TypeORM would query for the defaults of a row whose `seq` it does not know.
      const { platform = '', remoteId = '' } = request.target;
      await session.change(insert, downloadId, requestKey, requestJson(request), holder, state, createdAt, updatedAt, platform, remoteId);
      return { record, created: true };
    });
  }

  async get(ids: readonly string[]): Promise<readonly DownloadRecord[]> {
    return read(this.database.reads, ids);
  }

  async ready(requestKey: string): Promise<DownloadRecord | undefined> {
    const rows = this.database.reads
      .statement<DownloadRow>(`${selectDownloads} WHERE request_key = ? AND state = 'succeeded' AND released = 0 ORDER BY seq DESC LIMIT 1`)
      .all(requestKey);
    return withAttempts(this.database.reads, rows)[0];
  }

  async list({ states, limit, before }: DownloadPage): ReturnType<DownloadStore['list']> {
    const wanted = states.length === 0 ? downloadStates : states;
    const rows = this.database.reads
      .statement<DownloadRow>(`${selectDownloads} WHERE state IN (${marks(wanted)}) AND seq < ? ORDER BY seq DESC LIMIT ?`)
      .all(...wanted, before ?? Number.MAX_SAFE_INTEGER, limit + 1);
    const page = rows.slice(0, limit);
    return { records: withAttempts(this.database.reads, page), next: rows.length > limit ? page.at(-1)?.seq : undefined };
  }

  async ofSong({ platform, remoteId }: SongKey, limit: number): Promise<readonly DownloadRecord[]> {
    const rows = this.database.reads
      .statement<DownloadRow>(`${selectDownloads} WHERE remote_id <> '' AND platform = ? AND remote_id = ? ORDER BY seq DESC LIMIT ?`)
      .all(platform, remoteId, limit);
    return withAttempts(this.database.reads, rows);
  }

  async active(): Promise<readonly DownloadRecord[]> {
    const inState = this.database.reads.statement<DownloadRow>(`${selectDownloads} WHERE state = ? ORDER BY seq`);
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
    return this.writes.run(async (session) => {
      const current = await session.entities.findOneBy(downloads, { downloadId: id });
      if (current === null) throw new Fault('not_found', 'no such download');
      const before = current.state as DownloadState;
      if (!downloadTransitions[before].includes(state)) {
        throw new Fault('failed_precondition', `a download that is ${before} cannot become ${state}`);
      }
      await session.entities.update(
        downloads,
        { downloadId: id },
        {
          state,
          fileJson: file === undefined ? null : fileJson(file),
          errorCode: error?.code ?? null,
          errorMessage: error?.message ?? '',
          errorHint: error?.hint ?? '',
          updatedAt: now,
          endedAt: hasEnded(state) ? now : 0,
        },
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

  assign(id: string, holder = ''): Promise<DownloadRecord> {
    return this.writes.run((session) => assign(session, id, holder));
  }

  async release(id: string, now: number): Promise<void> {
    const released = { released: 1, updatedAt: now };
    await this.writes.run(({ entities }) => entities.update(downloads, { downloadId: id, released: 0 }, released));
  }

  async releaseUnclaimed(before: number, now: number): Promise<void> {
    const ready = { state: 'succeeded', released: 0, endedAt: LessThan(before) };
    await this.writes.run(({ entities }) => entities.update(downloads, ready, { released: 1, updatedAt: now }));
  }

  async recover(now: number): Promise<void> {
    await this.writes.run(async ({ entities }) => {
      // Whatever is marked running at start was cut short. Two steps, as the table of states requires.
      await entities.update(downloads, { state: 'running' }, { state: 'interrupted', updatedAt: now });
      await entities.update(downloads, { state: 'interrupted' }, { state: 'queued', updatedAt: now });
    });
  }
}

async function assign(session: WriteSession, id: string, holder: string): Promise<DownloadRecord> {
  await session.entities.update(downloads, { downloadId: id }, { holder });
  return readExisting(session, id);
}

function readExisting(statements: Statements, id: string): DownloadRecord {
  const [record] = read(statements, [id]);
  if (record === undefined) throw new Fault('internal', 'a download vanished while it was being changed');
  return record;
}

/** In the order of the ids. */
function read(statements: Statements, ids: readonly string[]): DownloadRecord[] {
  const rows = new Map<string, DownloadRow>();
  for (const some of batches(ids)) {
    const sql = `${selectDownloads} WHERE download_id IN (${marks(some)})`;
    for (const row of statements.statement<DownloadRow>(sql).all(...some)) rows.set(row.downloadId, row);
  }
  return withAttempts(
    statements,
    ids.flatMap((id) => rows.get(id) ?? []),
  );
}

function withAttempts(statements: Statements, rows: readonly DownloadRow[]): DownloadRecord[] {
  const byDownload = new Map<string, AttemptRow[]>(rows.map((row) => [row.downloadId, []]));
  for (const ids of batches([...byDownload.keys()])) {
    const sql = `${selectAttempts} WHERE download_id IN (${marks(ids)}) ORDER BY download_id, position`;
    for (const attempt of statements.statement<AttemptRow>(sql).all(...ids)) byDownload.get(attempt.downloadId)?.push(attempt);
  }
  return rows.map((row) => downloadOf(row, byDownload.get(row.downloadId) ?? []));
}

/** Ids asked for in one statement. */
const batch = 500;

function* batches(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += batch) yield ids.slice(at, at + batch);
}

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
