import type { Database } from 'better-sqlite3';
import type { SnapshotIdentity } from '../../core/publication/snapshot-builder.js';
import { type DocumentKind, documentKinds } from './previous-snapshot.js';

/** How far back a snapshot can tell what changed: clients away longer begin anew. */
const keptDeletions = 100_000;
const keptMs = 90 * 86_400_000;

/**
 * Notes in which snapshot each document last changed, what left since earlier snapshots, and which ones those are. Nobody asks
 * for changes since a time before the history begins, so a document that is older has no number, and no place in the index.
 */
export class ChangeRows {
  private oldest = 0;

  /** @param comparable whether the previous publication is attached as `previous` */
  constructor(
    private readonly db: Database,
    private readonly identity: SnapshotIdentity,
    private readonly comparable: boolean,
  ) {}

  /** Writes the history; before the documents. This snapshot is in it itself, so that readers find the one they have. */
  begin(): void {
    const { snapshotId, generatedAt, sequence } = this.identity;
    if (this.comparable) {
      const earliest = new Date(Date.parse(generatedAt) - keptMs).toISOString();
      this.db
        .prepare(
          'INSERT INTO catalog_history SELECT * FROM previous.catalog_history WHERE generated_at >= ? AND sequence < ? ORDER BY sequence',
        )
        .run(earliest, sequence);
    }
    this.db
      .prepare('INSERT OR REPLACE INTO catalog_history(sequence, snapshot_id, generated_at) VALUES (?, ?, ?)')
      .run(sequence, snapshotId, generatedAt);
    this.oldest = this.db.prepare<[], number>('SELECT min(sequence) FROM catalog_history').pluck(true).get() ?? sequence;
  }

  /** The statement that stores the documents of one kind. */
  rowsOf(kind: DocumentKind, documents: string): string {
    const into = `INSERT INTO catalog_${kind}_documents(id, changed_in, document)`;
    if (!this.comparable) return `${into} SELECT n.id, NULL, n.document FROM (${documents}) n`;
    const { oldest, identity } = this;
    // Without the limit, SQLite would make each document twice: to compare it, and to store it.
    return `${into} SELECT n.id, CASE WHEN p.id IS NULL THEN ${identity.sequence} WHEN p.changed_in > ${oldest} THEN p.changed_in END, n.document
      FROM (${documents} LIMIT -1) n LEFT JOIN previous.catalog_${kind}_documents p ON p.id = n.id AND p.document = n.document`;
  }

  /** Documents that last changed in this snapshot or an earlier one need not say so. */
  get earliest(): number {
    return this.oldest;
  }

  /**
   * Writes what left; after the documents. Something that came back is no deletion any more, but a change.
   * @param earlier a table with at least the ids of the documents that left
   */
  end(earlier = (kind: DocumentKind): string => `previous.catalog_${kind}_documents`): void {
    if (!this.comparable) return;
    for (const kind of documentKinds) {
      this.db.exec(`INSERT INTO catalog_deletions(kind, id, deleted_in) SELECT '${kind}', gone.id, max(gone.deleted_in) FROM (
        SELECT p.id AS id, ${this.identity.sequence} AS deleted_in FROM ${earlier(kind)} p
        UNION ALL SELECT d.id, d.deleted_in FROM previous.catalog_deletions d WHERE d.kind = '${kind}') gone
        WHERE NOT EXISTS (SELECT 1 FROM catalog_${kind}_documents n WHERE n.id = gone.id) GROUP BY gone.id ORDER BY gone.id`);
    }
    this.forget();
  }

  /** Drops the oldest snapshots of the history until the deletions since the rest are few enough, and what only those needed. */
  private forget(): void {
    const cut = this.db
      .prepare<[number], number>('SELECT deleted_in FROM catalog_deletions ORDER BY deleted_in DESC LIMIT 1 OFFSET ?')
      .pluck(true)
      .get(keptDeletions);
    // The one beyond the limit goes, with all others of its snapshot: who has an earlier one cannot be told of them.
    if (cut !== undefined) this.db.prepare('DELETE FROM catalog_history WHERE sequence < ?').run(cut);
    this.db.exec(
      'DELETE FROM catalog_deletions WHERE deleted_in <= coalesce((SELECT min(sequence) FROM catalog_history), 9007199254740991)',
    );
  }
}
