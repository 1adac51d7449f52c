import type { Database, WriteSession } from '@catalogsync/sqlite';
import type { ApplyOutcome, OpenApply, Revision, RevisionStore, RevisionWithText } from '../../../core/configuration/revision.js';

interface RevisionRow {
  readonly id: number;
  readonly file_path: string;
  readonly content_text: string;
  readonly content_hash: string;
  readonly note: string | null;
  readonly created_at: string | null;
  readonly applied_at: string | null;
  readonly watch_until: number | null;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly ended_at: number | null;
}

interface ApplyRow {
  readonly id: number;
  readonly revision_id: number;
  readonly previous_revision_id: number;
  readonly started_at: number;
  readonly watch_until: number;
  readonly watched: string;
}

const columns = 'r.id, file_path, content_hash, note, r.created_at, applied_at, watch_until, outcome, reason, ended_at';
const withLastApply = `config_revisions r LEFT JOIN config_applies a
  ON a.id = (SELECT max(id) FROM config_applies WHERE revision_id = r.id)`;

const iso = (instant: number): string => new Date(instant).toISOString();

/** Older programs wrote `2024-05-01 12:00:00` and meant UTC; what is no time counts as none. */
function instantOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`;
  const instant = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(instant) ? undefined : instant;
}

function toRevision(row: RevisionRow): Revision {
  return {
    id: row.id,
    filePath: row.file_path,
    contentHash: row.content_hash,
    note: row.note ?? '',
    createdAt: instantOf(row.created_at) ?? 0,
    appliedAt: instantOf(row.applied_at),
    watchedUntil: row.outcome === 'open' ? (row.watch_until ?? undefined) : undefined,
    returned: row.outcome === 'returned' ? { at: row.ended_at ?? 0, reason: row.reason ?? '' } : undefined,
  };
}

const withText = (row: RevisionRow): RevisionWithText => ({ ...toRevision(row), contentText: row.content_text });

function toApply(row: ApplyRow): OpenApply {
  return {
    id: row.id,
    revisionId: row.revision_id,
    previousId: row.previous_revision_id,
    startedAt: row.started_at,
    watchUntil: row.watch_until,
    watched: row.watched.split(',').filter((name) => name !== ''),
  };
}

/** `config_revisions` as it was of old, with `config_applies` beside it. */
export class SqliteRevisionStore implements RevisionStore {
  constructor(private readonly database: Pick<Database, 'unitOfWork' | 'reads'>) {}

  async list(before: number | undefined, limit: number): Promise<Revision[]> {
    return this.database.reads
      .statement<RevisionRow>(`SELECT ${columns} FROM ${withLastApply} WHERE r.id < ? ORDER BY r.id DESC LIMIT ?`)
      .all(before ?? Number.MAX_SAFE_INTEGER, limit)
      .map(toRevision);
  }

  async get(id: number): Promise<RevisionWithText | undefined> {
    const row = this.database.reads.statement<RevisionRow>(`SELECT content_text, ${columns} FROM ${withLastApply} WHERE r.id = ?`).get(id);
    return row === undefined ? undefined : withText(row);
  }

  async findText(contentHash: string, contentText: string): Promise<RevisionWithText | undefined> {
    const row = this.database.reads
      .statement<RevisionRow>(`SELECT content_text, ${columns} FROM ${withLastApply}
        WHERE content_hash = ? AND content_text = ? ORDER BY r.id DESC LIMIT 1`)
      .get(contentHash, contentText);
    return row === undefined ? undefined : withText(row);
  }

  async add(
    revision: Pick<RevisionWithText, 'filePath' | 'contentText' | 'contentHash' | 'note' | 'createdAt'>,
  ): Promise<RevisionWithText> {
    const { filePath, contentText, contentHash, note, createdAt } = revision;
    const id = await this.write(
      (session) =>
        session
          .statement('INSERT INTO config_revisions(file_path, content_text, content_hash, note, created_at) VALUES (?, ?, ?, ?, ?)')
          .run(filePath, contentText, contentHash, note, iso(createdAt)).lastId,
    );
    return { ...revision, id, appliedAt: undefined, watchedUntil: undefined, returned: undefined };
  }

  markApplied(id: number, at: number): Promise<void> {
    return this.write((session) => markApplied(session, id, at));
  }

  async openApply(): Promise<OpenApply | undefined> {
    const row = this.database.reads
      .statement<ApplyRow>(`SELECT id, revision_id, previous_revision_id, started_at, watch_until, watched
        FROM config_applies WHERE outcome = 'open'`)
      .get();
    return row === undefined ? undefined : toApply(row);
  }

  beginApply(apply: Omit<OpenApply, 'id'>): Promise<OpenApply> {
    const { revisionId, previousId, startedAt, watchUntil, watched } = apply;
    return this.write((session) => {
      const { lastId } = session
        .statement('INSERT INTO config_applies(revision_id, previous_revision_id, started_at, watch_until, watched) VALUES (?, ?, ?, ?, ?)')
        .run(revisionId, previousId, startedAt, watchUntil, watched.join(','));
      return { ...apply, id: lastId };
    });
  }

  endApply(apply: OpenApply, end: { readonly outcome: ApplyOutcome; readonly reason: string; readonly at: number }): Promise<void> {
    return this.write((session) => {
      session
        .statement("UPDATE config_applies SET outcome = ?, reason = ?, ended_at = ? WHERE id = ? AND outcome = 'open'")
        .run(end.outcome, end.reason, end.at, apply.id);
      if (end.outcome === 'returned') markApplied(session, apply.previousId, end.at);
    });
  }

  private write<T>(work: (session: WriteSession) => T): Promise<T> {
    return this.database.unitOfWork((session) => session).run(work);
  }
}

function markApplied(session: WriteSession, id: number, at: number): void {
  session.statement('UPDATE config_revisions SET applied_at = ? WHERE id = ?').run(iso(at), id);
}
