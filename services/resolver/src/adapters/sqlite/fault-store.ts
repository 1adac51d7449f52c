import { asGiven, type Database, known, oneOfGiven, type UnitOfWork, type WriteSession } from '@catalogsync/sqlite';
import type { FaultPage, FaultStore, LibraryFault, NotedFaults, NotedScan } from '../../core/library/library-faults.js';
import type { ScanProblem } from '../../core/library/model.js';
import { type AsRead, inTrouble } from './rows.js';

/** A fault of a file that has changed is new. */
const onKnown = `ON CONFLICT (path, reason) DO UPDATE SET last_seen_at = excluded.last_seen_at, stamp = excluded.stamp,
  first_seen_at = CASE WHEN stamp = excluded.stamp THEN first_seen_at ELSE excluded.first_seen_at END,
  set_aside_at = CASE WHEN stamp = excluded.stamp THEN set_aside_at END,
  set_aside_by = CASE WHEN stamp = excluded.stamp THEN set_aside_by END`;

const insertInto = 'INSERT INTO library_faults (path, reason, stamp, first_seen_at, last_seen_at)';

const noteDamaged = `${insertInto}
  SELECT CASE root WHEN '/' THEN '' ELSE root END || '/' || path, reason, size || ' ' || mtime_ms, ?, ? FROM library_files
    WHERE ${inTrouble('broken')}
  ${onKnown}`;

/** The faults of files in the resolver's database. */
export class SqliteFaultStore implements FaultStore {
  private readonly writes: UnitOfWork<WriteSession>;

  constructor(private readonly database: Database) {
    this.writes = database.unitOfWork((session) => session);
  }

  async note(found: readonly ScanProblem[], { at, named, isWhole }: NotedScan): Promise<NotedFaults> {
    await this.writes.run((session) => {
      const insert = session.statement(`${insertInto} VALUES (?, ?, '', ?, ?) ${onKnown}`);
      for (const { path, reason } of found) insert.run(path, reason, at, at);
      session.statement(noteDamaged).run(at, at);
      // The index knows all damaged files, whichever folders were looked at.
      session.statement(`DELETE FROM library_faults WHERE last_seen_at < ? ${isWhole ? '' : "AND stamp <> ''"}`).run(at);
    });
    const fresh = 'SELECT path, reason FROM library_faults WHERE first_seen_at = ? ORDER BY path, reason LIMIT ?';
    return {
      fresh: this.database.reads.statement<ScanProblem>(fresh).all(at, named),
      freshCount: this.counted('first_seen_at = ?', at),
      knownCount: this.counted('first_seen_at < ? AND set_aside_at IS NULL', at),
      setAsideCount: this.counted('first_seen_at < ? AND set_aside_at IS NOT NULL', at),
    };
  }

  async list({ after, limit, setAside }: FaultPage): Promise<LibraryFault[]> {
    const sql = `SELECT path, reason, first_seen_at AS "firstSeenAt", set_aside_at AS "setAsideAt", set_aside_by AS "setAsideBy"
      FROM library_faults WHERE (path, reason) > (?, ?) ${setAside ? '' : 'AND set_aside_at IS NULL'} ORDER BY path, reason LIMIT ?`;
    return this.database.reads
      .statement<FaultRow>(sql)
      .all(after?.path ?? '', after?.reason ?? '', limit)
      .map(toFault);
  }

  async count(setAside: boolean): Promise<number> {
    return this.counted(setAside ? 'true' : 'set_aside_at IS NULL');
  }

  async known(paths: readonly string[]): Promise<readonly string[]> {
    const sql = `SELECT DISTINCT path FROM library_faults WHERE path ${oneOfGiven}`;
    return this.database.reads
      .statement<{ path: string }>(sql)
      .all(asGiven(paths))
      .map(({ path }) => path);
  }

  async mark(paths: readonly string[], aside: LibraryFault['setAside']): Promise<void> {
    await this.writes.run((session) => {
      const mark = session.statement(`UPDATE library_faults SET set_aside_at = ?, set_aside_by = ? WHERE path ${oneOfGiven}`);
      mark.run(aside?.at ?? null, aside?.by ?? null, asGiven(paths));
    });
  }

  private counted(condition: string, ...values: number[]): number {
    return (
      this.database.reads.statement<{ n: number }>(`SELECT count(*) AS n FROM library_faults WHERE ${condition}`).get(...values)?.n ?? 0
    );
  }
}

type FaultRow = AsRead<
  Omit<LibraryFault, 'setAside'> & { readonly setAsideAt: number | undefined; readonly setAsideBy: string | undefined }
>;

function toFault(row: FaultRow): LibraryFault {
  const { setAsideAt, setAsideBy = '', ...fault } = known(row);
  return { ...fault, setAside: setAsideAt === undefined ? undefined : { at: setAsideAt, by: setAsideBy } };
}
