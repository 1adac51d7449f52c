import type { Database, Statement } from 'better-sqlite3';
import type { ChangedDocument, ChangePosition, ChangeReader, Changes } from '../../core/catalogue/changes.js';
import { type DocumentKind, documentKinds } from '../../core/catalogue/documents.js';
import type { Page } from '../../core/catalogue/snapshot-catalogue.js';

/** @internal for tests */
export const changeSql = {
  sequence: 'SELECT sequence FROM catalog_history WHERE snapshot_id = +?',
  deleted: 'SELECT id, deleted_in AS changedIn FROM catalog_deletions WHERE kind = +@kind AND id > @id ORDER BY id LIMIT +@limit',
  // For the UNION see ordered-ids.ts.
  upserted: (
    kind: DocumentKind,
  ) => `SELECT id, changed_in AS changedIn FROM catalog_${kind}_documents WHERE changed_in = +@changedIn AND id > @id
    UNION ALL SELECT id, changed_in AS changedIn FROM catalog_${kind}_documents WHERE changed_in > @changedIn ORDER BY changedIn, id LIMIT +@limit`,
} as const;

interface ChangeRow {
  readonly id: number;
  readonly changedIn: number;
}

const beforeAll = Number.MIN_SAFE_INTEGER;

/** What changed since an earlier snapshot. */
export class ChangeStatements implements ChangeReader {
  private readonly sequenceStatement: Statement<[string], number>;
  private readonly deletedStatement: Statement<[{ kind: string; id: number; limit: number }], ChangeRow>;
  private readonly upsertedStatements: readonly Statement<[{ changedIn: number; id: number; limit: number }], ChangeRow>[];

  constructor(database: Database) {
    this.sequenceStatement = database.prepare<[string], number>(changeSql.sequence).pluck(true);
    this.deletedStatement = database.prepare(changeSql.deleted);
    this.upsertedStatements = documentKinds.map((kind) => database.prepare(changeSql.upserted(kind)));
  }

  sequenceOf(snapshotId: string): number | undefined {
    return this.sequenceStatement.get(snapshotId);
  }

  since(sequence: number, { limit, after }: Page<ChangePosition>): Changes {
    const deleted: ChangedDocument[] = [];
    const upserted: ChangedDocument[] = [];
    let last: ChangePosition | undefined;
    for (const [place, row] of this.rows(sequence, after, limit + 1)) {
      if (deleted.length + upserted.length === limit) return { deleted, upserted, ...(last === undefined ? {} : { next: last }) };
      last = place;
      (place.stage === 0 ? deleted : upserted).push(row);
    }
    return { deleted, upserted };
  }

  private *rows(sequence: number, after: ChangePosition | undefined, limit: number): Iterable<readonly [ChangePosition, ChangedDocument]> {
    const from = after?.stage ?? 0;
    if (from === 0) yield* this.deletions(sequence, after, limit);
    for (const [index, kind] of documentKinds.entries()) {
      const stage = index + 1;
      if (stage < from) continue;
      const at = stage === from ? after : undefined;
      const bound = { changedIn: at?.changedIn ?? sequence, id: at?.id ?? Number.MAX_SAFE_INTEGER, limit };
      for (const { id, changedIn } of this.upsertedStatements[index]?.all(bound) ?? []) {
        yield [
          { stage, changedIn, id, kind: 0 },
          { kind, id },
        ];
      }
    }
  }

  /** In the order of kinds and ids, which is that of the table; those before the sequence are passed over. */
  private *deletions(
    sequence: number,
    after: ChangePosition | undefined,
    limit: number,
  ): Iterable<readonly [ChangePosition, ChangedDocument]> {
    for (const [number, kind] of documentKinds.entries()) {
      if (after !== undefined && number < after.kind) continue;
      let id = after !== undefined && number === after.kind ? after.id : beforeAll;
      for (
        let rows = this.deletedStatement.all({ kind, id, limit });
        rows.length > 0;
        rows = this.deletedStatement.all({ kind, id, limit })
      ) {
        for (const row of rows) {
          id = row.id;
          if (row.changedIn > sequence)
            yield [
              { stage: 0, changedIn: row.changedIn, id, kind: number },
              { kind, id },
            ];
        }
      }
    }
  }
}
