import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/** What is known of recordings only by other platforms' songs is in no row of the catalogue, but content all the same. */
export function linkedFactsDigest(db: Database): string {
  const hash = createHash('sha256');
  const rows = db.prepare('SELECT * FROM temp.linked_facts ORDER BY song_id').raw(true).iterate();
  for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
  return hash.digest('hex');
}
