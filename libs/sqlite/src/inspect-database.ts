import Connection from 'better-sqlite3';
import { toSqliteFault } from './sqlite-fault.js';

/** Enough to tell that a database is damaged; the rest would say the same. */
const mostProblems = 10;

/**
 * What SQLite's own quick check finds wrong with a database; empty for a sound one. Opens it for
 * reading only. Takes time with the size of the file (about a second per gigabyte in the page cache).
 * @throws Fault `data_corrupt` if it is no database at all, `permission_denied`
 */
export function inspectDatabase(file: string): string[] {
  let connection: Connection.Database | undefined;
  try {
    connection = new Connection(file, { readonly: true, fileMustExist: true });
    const rows = connection.pragma(`quick_check(${mostProblems})`) as { quick_check: string }[];
    return rows.map((row) => row.quick_check).filter((text) => text !== 'ok');
  } catch (error) {
    throw toSqliteFault(error, file);
  } finally {
    connection?.close();
  }
}
