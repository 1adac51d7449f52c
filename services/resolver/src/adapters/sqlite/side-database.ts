import { dirname, join } from 'node:path';
import { type Database, type EntitySchema, openDatabase } from '@catalogsync/sqlite';
import { resolverMigrations } from './migrations.js';
import * as audit from './rows/audit.js';
import * as choices from './rows/choices.js';
import * as downloads from './rows/downloads.js';
import * as library from './rows/library.js';
import * as ranking from './rows/ranking.js';

/** Every table of resolver_stats.db. @internal for tests */
export const resolverRows = [audit, choices, downloads, library, ranking].flatMap((tables) => Object.values<EntitySchema>(tables));

/** `resolver_stats.db` in the folder of the main database, whatever that is called (behaviour 1). @internal for tests */
export function sideDatabasePath(mainDatabase: string): string {
  return join(dirname(mainDatabase), 'resolver_stats.db');
}

/**
 * Opens the resolver's database next to the main one and brings its tables up to date. Creates folder and file
 * (behaviours 2, 7), works without WAL where the file system refuses it (6), and lets writers of several processes
 * wait up to 30 s for each other (5). Does not touch the main database (4).
 * @throws Fault as `openDatabase`
 */
export function openSideDatabase(mainDatabase: string): Promise<Database> {
  return openDatabase({ file: sideDatabasePath(mainDatabase), migrations: resolverMigrations, entities: resolverRows });
}

/**
 * Creates the side database of a main database, unless it exists (behaviours 3, 8, 9).
 * @returns its path
 */
export async function initialiseStatistics(mainDatabase: string): Promise<string> {
  const database = await openSideDatabase(mainDatabase);
  await database.close();
  return database.file;
}
