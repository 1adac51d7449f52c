import { asGiven, type Database, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import type { LibraryIndex } from '../../core/library/library-tracks.js';
import type { ListedFile } from '../../core/library/track-description.js';
import { type ListedRow, listedColumns, toListedFile } from './rows.js';

/** Files that get their keys in one transaction: about ten milliseconds. */
const batch = 250;

/** Files whose keys are older than the first parameter's rules. @internal for tests */
export const pendingFiles = `FROM library_files AS f WHERE f.state = 'listed' AND f.search_rules < ?`;

/** Files of tracks with one of the given keys. @internal for tests */
export const findFiles = `SELECT ${listedColumns} FROM library_files AS f JOIN library_tracks AS t ON t.track_id = f.track_id
  WHERE f.file_id IN (SELECT file_id FROM library_search_keys WHERE search_key ${oneOfGiven} LIMIT ?)
  AND f.state = 'listed' AND t.file_id = f.file_id`;

/** The search keys of the library's files. */
export class SqliteLibraryIndex implements LibraryIndex {
  constructor(private readonly database: Database) {}

  async isPending(rules: number): Promise<boolean> {
    return this.database.reads.statement(`SELECT 1 ${pendingFiles} LIMIT 1`).get(rules) !== undefined;
  }

  async fill(rules: number, keysOf: (file: ListedFile) => readonly string[], signal: AbortSignal): Promise<void> {
    const writes = this.database.unitOfWork((session) => session);
    await writes.run((session) => fillNext(session, rules, keysOf), { signal });
  }

  async find(keys: readonly string[], limit: number): Promise<readonly ListedFile[]> {
    if (keys.length === 0) return [];
    return this.database.reads.statement<ListedRow>(findFiles).all(asGiven(keys), limit).map(toListedFile);
  }

  async track(trackId: string): Promise<ListedFile | undefined> {
    const sql = `SELECT ${listedColumns} FROM library_tracks AS t JOIN library_files AS f ON f.file_id = t.file_id
      WHERE t.track_id = ? AND f.state = 'listed'`;
    const row = this.database.reads.statement<ListedRow>(sql).get(trackId);
    return row && toListedFile(row);
  }
}

function fillNext(session: WriteSession, rules: number, keysOf: (file: ListedFile) => readonly string[]): void {
  const forget = session.statement('DELETE FROM library_search_keys WHERE file_id = ?');
  const insert = session.statement('INSERT INTO library_search_keys (search_key, file_id) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const done = session.statement('UPDATE library_files SET search_rules = ? WHERE file_id = ?');
  for (const row of session.statement<ListedRow>(`SELECT ${listedColumns} ${pendingFiles} LIMIT ${batch}`).all(rules)) {
    forget.run(row.id);
    for (const key of keysOf(toListedFile(row))) insert.run(key, row.id);
    done.run(rules, row.id);
  }
}
