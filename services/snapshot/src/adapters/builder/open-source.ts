import { existsSync, statSync } from 'node:fs';
import { Fault } from '@catalogsync/faults';
import DatabaseFile, { type Database } from 'better-sqlite3';

/** If the source is not in WAL mode, a writer blocks readers for the length of its transaction. */
const busyTimeoutMs = 10_000;

/** The best size for SQLite's copying: 8 KiB pages took 0.8 of the time of 4 KiB ones. */
const pageSize = 8192;

/** For each database; SQLite's own 16 MiB would go far beyond what a build may take. */
export const cacheKibibytes = 4096;

/** The target with the source attached as `src`. */
export interface OpenPair {
  readonly db: Database;
  /** Releases the source; the target stays open. */
  detach(): void;
  /** Closes everything that is open; may be called at any time. */
  close(): void;
}

/** @throws Fault `not_found` unless a file is there. */
function requireFile(path: string): void {
  // Open the source only through SQLite: closing any descriptor of a file drops all POSIX locks that this process
  // holds on it, including the orchestrator's (sqlite.org/howtocorrupt.html, section 2.2).
  if (!existsSync(path))
    throw new Fault('not_found', `there is no database ${path}`, { hint: 'Check the path, or make one with init-db.' });
  if (!statSync(path).isFile()) throw new Fault('not_found', `this is not a file: ${path}`, { hint: 'Check the path.' });
}

/** Whether committed rows are still in the source's write-ahead log. */
const hasLog = (source: string): boolean => (statSync(`${source}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;

/** The file of the origin, written along with the target and in the same way. */
function attachOrigin(db: Database, file: string): void {
  db.prepare('ATTACH ? AS origin').run(file);
  db.pragma(`origin.page_size = ${pageSize}`);
  db.pragma('origin.journal_mode = OFF');
  db.pragma('origin.synchronous = OFF');
  db.pragma(`origin.cache_size = -${cacheKibibytes}`);
}

/**
 * Creates the target and attaches the source. ATTACH has no read-only mode in this build of SQLite (it needs URI
 * names), so a second, read-only connection guards the source. Opened first, it refuses a source that would need
 * repair; closed last, it keeps our connection from being the last, which would move the write-ahead log into the
 * source (behaviour 146). Without a log it is closed first, so that our connection, then the last, removes the empty
 * log that opening created. Our connection runs only SELECT.
 */
export function openPair(source: string, target: string, origin?: string): OpenPair {
  requireFile(source);
  const guardGoesLast = hasLog(source);
  const guard = new DatabaseFile(source, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  let db: Database | undefined;
  const close = (): void => {
    if (!guardGoesLast) guard.close();
    db?.close();
    guard.close();
  };
  try {
    guard.prepare('SELECT count(*) FROM sqlite_schema').get();
    db = new DatabaseFile(target, { timeout: busyTimeoutMs });
    db.pragma(`page_size = ${pageSize}`);
    // A failure removes the file, so no journal is needed; one fsync at the end makes it durable.
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    if (origin !== undefined) attachOrigin(db, origin);
    db.prepare('ATTACH ? AS src').run(source);
    // All are read and written sequentially, so more pages in memory gain nothing (measured).
    for (const schema of ['main', 'src', 'temp']) db.pragma(`${schema}.cache_size = -${cacheKibibytes}`);
    const opened = db;
    return {
      db: opened,
      close,
      detach: () => {
        if (!guardGoesLast) guard.close();
        opened.exec('DETACH src');
        guard.close();
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}
