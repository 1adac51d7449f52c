import { Fault } from '@catalogsync/faults';
import Database from 'better-sqlite3';
import { isBusy, toSqliteFault } from './sqlite-fault.js';

/** Held until released or until the process ends for any reason. */
export interface OwnerLock {
  release(): void;
}

/**
 * Makes this process the only owner of the database at `file`: an exclusive operating system lock on `<file>.lock`,
 * taken through SQLite because that works on every platform. The side file is empty and never removed: removing it
 * would let two processes lock different files of the same name.
 * @throws Fault `failed_precondition` if another process still holds it after `waitMs` milliseconds
 */
export function takeOwnerLock(file: string, waitMs: number): OwnerLock {
  const lockFile = `${file}.lock`;
  let connection: Database.Database | undefined;
  try {
    connection = new Database(lockFile, { timeout: waitMs });
    connection.pragma('journal_mode = MEMORY');
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection?.close();
    if (isBusy(error)) {
      throw new Fault('failed_precondition', `another process uses the database ${file}`, {
        hint: 'Stop the other instance first.',
        cause: error,
      });
    }
    throw toSqliteFault(error, lockFile);
  }
  const held = connection;
  return { release: () => void held.close() };
}
