import Connection from 'better-sqlite3';
import { toSqliteFault } from './sqlite-fault.js';

/** The tables of a database that another program made. */
interface ForeignTables {
  /** Column names in lower case; undefined if there is no such table. */
  columns(table: string): ReadonlySet<string> | undefined;
  rows<Row>(sql: string): Row[];
}

/**
 * Calls `use` with a database that is only read. A reading connection too makes files beside a database: pass a copy.
 * @throws Fault `data_corrupt` if it is damaged; see `toSqliteFault`
 */
export function readForeign<T>(file: string, use: (tables: ForeignTables) => T): T {
  let connection: Connection.Database | undefined;
  try {
    // A journal that its program left must be rolled back, which a reading connection may not do.
    connection = new Connection(file, { fileMustExist: true });
    const opened = connection;
    return use({
      columns: (table) => {
        const found = opened.prepare<[string], { name: string }>('SELECT name FROM pragma_table_xinfo(?)').all(table);
        return found.length === 0 ? undefined : new Set(found.map(({ name }) => name.toLowerCase()));
      },
      rows: <Row>(sql: string) => opened.prepare<[], Row>(sql).all(),
    });
  } catch (error) {
    throw toSqliteFault(error, file);
  } finally {
    connection?.close();
  }
}
