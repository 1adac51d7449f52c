import type { Database } from 'better-sqlite3';
import type { SnapshotIdentity } from '../../core/publication/snapshot-builder.js';
import { documentKinds } from './previous-snapshot.js';

/** How far back a snapshot can tell what changed: clients away longer begin anew. */
const keptDeletions = 100_000;
const keptMs = 90 * 86_400_000;

/** One kind's documents, each with the sequence of the snapshot in which it last changed. */
export function documentRows(kind: string, documents: string, sequence: number, comparable: boolean): string {
  const changed = comparable
    ? `coalesce((SELECT p.changed_in FROM previous.catalog_${kind}_documents p WHERE p.id = n.id AND p.document = n.document), ${sequence})`
    : String(sequence);
  // Without the limit, SQLite would make each document twice: to compare it, and to store it.
  return `INSERT INTO catalog_${kind}_documents(id, changed_in, document) SELECT n.id, ${changed}, n.document FROM (${documents} LIMIT -1) n`;
}

/**
 * What left since earlier snapshots, and which ones those are. This snapshot is in the history itself, so that readers
 * find the one they have. Something that came back is no deletion any more, but a change.
 */
export function changeRows(db: Database, { snapshotId, generatedAt, sequence }: SnapshotIdentity, comparable: boolean): void {
  if (comparable) {
    for (const kind of documentKinds) {
      db.exec(`INSERT INTO catalog_deletions(kind, id, deleted_in) SELECT '${kind}', gone.id, max(gone.deleted_in) FROM (
        SELECT p.id AS id, ${sequence} AS deleted_in FROM previous.catalog_${kind}_documents p
        UNION ALL SELECT d.id, d.deleted_in FROM previous.catalog_deletions d WHERE d.kind = '${kind}') gone
        WHERE NOT EXISTS (SELECT 1 FROM catalog_${kind}_documents n WHERE n.id = gone.id) GROUP BY gone.id ORDER BY gone.id`);
    }
    const oldest = new Date(Date.parse(generatedAt) - keptMs).toISOString();
    db.prepare('INSERT INTO catalog_history SELECT * FROM previous.catalog_history WHERE generated_at >= ? AND sequence < ? ORDER BY sequence').run(
      oldest,
      sequence,
    );
    forget(db);
  }
  db.prepare('INSERT OR REPLACE INTO catalog_history(sequence, snapshot_id, generated_at) VALUES (?, ?, ?)').run(
    sequence,
    snapshotId,
    generatedAt,
  );
}

/** Drops the oldest snapshots of the history until the deletions since the rest are few enough, and what only those needed. */
function forget(db: Database): void {
  const cut = db
    .prepare('SELECT deleted_in FROM catalog_deletions ORDER BY deleted_in DESC LIMIT 1 OFFSET ?')
    .pluck()
    .get(keptDeletions) as number | undefined;
  // The one beyond the limit goes, with all others of its snapshot: who has an earlier one cannot be told of them.
  if (cut !== undefined) db.prepare('DELETE FROM catalog_history WHERE sequence < ?').run(cut);
  db.exec(
    'DELETE FROM catalog_deletions WHERE deleted_in <= coalesce((SELECT min(sequence) FROM catalog_history), 9007199254740991)',
  );
}
