import { type Database, type EntityQuestions, In, insertedId, LessThan, type RowOf } from '@catalogsync/sqlite';
import type { ApplyOutcome, OpenApply, Revision, RevisionStore, RevisionWithText } from '../../../core/configuration/revision.js';
import { instantOf, textOf, wordsOf } from '../columns.js';
import { configApplies, configRevisions } from '../rows/installation-rows.js';

type RevisionRow = RowOf<typeof configRevisions>;
type ApplyRow = RowOf<typeof configApplies>;

/** Without texts: they may be long, and lists do not show them. */
const withoutText = { id: true, filePath: true, contentHash: true, note: true, createdAt: true, createdBy: true, appliedAt: true } as const;

function toRevision({ id, filePath, contentHash, note, ...row }: RevisionRow, last: ApplyRow | undefined): Revision {
  return {
    id,
    filePath,
    contentHash,
    note: note ?? '',
    createdAt: instantOf(row.createdAt) ?? 0,
    createdBy: row.createdBy ?? undefined,
    appliedAt: instantOf(row.appliedAt),
    watchedUntil: last?.outcome === 'open' ? last.watchUntil : undefined,
    returned: last?.outcome === 'returned' ? { at: last.endedAt ?? 0, reason: last.reason } : undefined,
  };
}

function toApply({ id, revisionId, previousRevisionId: previousId, startedAt, watchUntil, watched }: ApplyRow): OpenApply {
  return { id, revisionId, previousId, startedAt, watchUntil, watched: wordsOf(watched) };
}

/** `config_revisions` with its old columns, plus `config_applies`. */
export class SqliteRevisionStore implements RevisionStore {
  constructor(private readonly database: Pick<Database, 'write' | 'reads'>) {}

  private get entities(): EntityQuestions {
    return this.database.reads.entities;
  }

  async list(before: number | undefined, limit: number): Promise<Revision[]> {
    const where = before === undefined ? {} : { id: LessThan(before) };
    const rows = await this.entities.find(configRevisions, { select: withoutText, where, order: { id: 'DESC' }, take: limit });
    const applies = await this.lastApplies(rows.map(({ id }) => id));
    return rows.map((row) => toRevision(row, applies.get(row.id)));
  }

  async get(id: number): Promise<RevisionWithText | undefined> {
    return this.withText(await this.entities.findOneBy(configRevisions, { id }));
  }

  async findText(contentHash: string, contentText: string): Promise<RevisionWithText | undefined> {
    return this.withText(await this.entities.findOne(configRevisions, { where: { contentHash, contentText }, order: { id: 'DESC' } }));
  }

  async add(
    revision: Pick<RevisionWithText, 'filePath' | 'contentText' | 'contentHash' | 'note' | 'createdAt' | 'createdBy'>,
  ): Promise<RevisionWithText> {
    const row = { ...revision, createdAt: textOf(revision.createdAt) };
    const id = await this.database.write(async (entities) => insertedId(await entities.insert(configRevisions, row)));
    return { ...revision, id, appliedAt: undefined, watchedUntil: undefined, returned: undefined };
  }

  async markApplied(id: number, at: number): Promise<void> {
    await this.database.write((entities) => entities.update(configRevisions, id, { appliedAt: textOf(at) }));
  }

  async openApply(): Promise<OpenApply | undefined> {
    const row = await this.entities.findOneBy(configApplies, { outcome: 'open' });
    return row === null ? undefined : toApply(row);
  }

  async beginApply(apply: Omit<OpenApply, 'id'>): Promise<OpenApply> {
    const { previousId: previousRevisionId, watched, ...row } = apply;
    const added = { ...row, previousRevisionId, watched: watched.join(',') };
    const id = await this.database.write(async (entities) => insertedId(await entities.insert(configApplies, added)));
    return { ...apply, id };
  }

  endApply(apply: OpenApply, end: { readonly outcome: ApplyOutcome; readonly reason: string; readonly at: number }): Promise<void> {
    return this.database.write(async (entities) => {
      const { outcome, reason, at } = end;
      await entities.update(configApplies, { id: apply.id, outcome: 'open' }, { outcome, reason, endedAt: at });
      if (outcome === 'returned') await entities.update(configRevisions, apply.previousId, { appliedAt: textOf(at) });
    });
  }

  private async withText(row: RevisionRow | null): Promise<RevisionWithText | undefined> {
    if (row === null) return undefined;
    return { ...toRevision(row, (await this.lastApplies([row.id])).get(row.id)), contentText: row.contentText };
  }

  /** Of each of these revisions. */
  private async lastApplies(revisionIds: readonly number[]): Promise<Map<number, ApplyRow>> {
    const rows = await this.entities.find(configApplies, { where: { revisionId: In(revisionIds) }, order: { id: 'ASC' } });
    return new Map(rows.map((row) => [row.revisionId, row]));
  }
}
