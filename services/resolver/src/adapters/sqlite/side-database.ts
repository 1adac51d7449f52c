import { dirname, join } from 'node:path';
import { type Database, openDatabase } from '@catalogsync/sqlite';
import { resolverMigrations } from './migrations.js';

/** `resolver_stats.db` in the folder of the main database, whatever that is called (behaviour 1). */
export function sideDatabasePath(mainDatabase: string): string {
  return join(dirname(mainDatabase), 'resolver_stats.db');
}

/**
 * Opens the resolver's database beside the main one and brings its tables up to date. Makes folder and
 * file (behaviours 2, 7), does without WAL where the file system refuses it (6), and lets writers of
 * other processes wait for each other up to 30 s (5). Nothing in the main database is touched (4).
 * @throws Fault as `openDatabase`
 */
export function openSideDatabase(mainDatabase: string): Promise<Database> {
  return openDatabase({ file: sideDatabasePath(mainDatabase), migrations: resolverMigrations });
}

/**
 * Makes the side database of a main database, or leaves it as it is (behaviours 3, 8, 9).
 * @returns its path
 */
export async function initialiseStatistics(mainDatabase: string): Promise<string> {
  const database = await openSideDatabase(mainDatabase);
  await database.close();
  return database.file;
}
