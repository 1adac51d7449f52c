import type { Database as Connection } from 'better-sqlite3';
import { isBusy, isSqliteError } from './sqlite-fault.js';

/**
 * Requests WAL and returns the actual journal mode. A file system without shared memory or locks refuses WAL; the
 * database then works, only slower (behaviour 6). For a damaged file or one that is not a database it throws the
 * error.
 */
export function preferWal(connection: Connection): string {
  try {
    return String(connection.pragma('journal_mode = WAL', { simple: true }));
  } catch (error) {
    const refused = isBusy(error) || /^SQLITE_(ERROR|IOERR|CANTOPEN)/.test(String((error as { code?: unknown }).code));
    if (!isSqliteError(error) || !refused) throw error;
    return String(connection.pragma('journal_mode', { simple: true }));
  }
}
