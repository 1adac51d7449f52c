import type { Database as Connection } from 'better-sqlite3';
import { isBusy, isSqliteError } from './sqlite-fault.js';

/**
 * Asks for WAL and returns the journal mode in force. A file system without shared memory or locks for
 * it refuses; the database works without, only slower (behaviour 6). A file that is damaged or no
 * database is not excused: its error is thrown.
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
