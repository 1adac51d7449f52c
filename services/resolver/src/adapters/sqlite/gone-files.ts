import { asGiven, type Database, oneOfGiven } from '@catalogsync/sqlite';
import type { GoneFiles } from '../../core/library/forget-files.js';
import { inTrouble } from './rows.js';

/** Parameter: the time before which a gone file is of no use. */
const useless = `FROM library_files AS f WHERE ${inTrouble('gone', 'f.')} AND (f.gone_at < ? OR f.track_id IS NULL OR EXISTS (
  SELECT 1 FROM library_files AS there WHERE there.track_id = f.track_id AND there.state = 'listed' AND there.fingerprint = f.fingerprint))`;

/** Files of the library that are gone. */
export class SqliteGoneFiles implements GoneFiles {
  constructor(private readonly database: Database) {}

  async forgotten(trackIds: readonly string[]): Promise<readonly string[]> {
    const sql = `SELECT DISTINCT track_id AS id FROM library_files WHERE track_id ${oneOfGiven}`;
    const known = new Set(
      this.database.reads
        .statement<{ id: string }>(sql)
        .all(asGiven(trackIds))
        .map(({ id }) => id),
    );
    return trackIds.filter((id) => !known.has(id));
  }

  async countUseless(goneBefore: number): Promise<number> {
    return this.database.reads.statement<{ n: number }>(`SELECT count(*) AS n ${useless}`).get(goneBefore)?.n ?? 0;
  }

  async removeUseless(goneBefore: number): Promise<number> {
    const writes = this.database.unitOfWork((session) => session);
    return writes.run((session) => {
      session.statement(`DELETE FROM library_search_keys WHERE file_id IN (SELECT f.file_id ${useless})`).run(goneBefore);
      return session.statement(`DELETE FROM library_files WHERE file_id IN (SELECT f.file_id ${useless})`).run(goneBefore).changes;
    });
  }
}
