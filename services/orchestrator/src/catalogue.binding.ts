import { randomInt } from 'node:crypto';
import { DEFAULT_LOCAL_BACKEND } from '@catalogsync/catalog';
import type { Clock } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { Argon2Hasher } from './adapters/argon2/argon2-hasher.js';
import { openCatalogue } from './adapters/sqlite/catalogue-database.js';
import { SqliteConsoleUserStore } from './adapters/sqlite/stores/console-user-store.js';
import { saveDefaultBackend } from './adapters/sqlite/stores/default-backend.js';
import { SqliteStorageBackendStore } from './adapters/sqlite/stores/storage-backend-store.js';
import { type ConsoleLogin, ensureFirstLogin } from './core/console/console-users.js';
import type { ObjectBackend, StorageBackendStore } from './core/storage/storage-backend.js';

// The catalogue for the service, and for commands that work on it without the service. Nothing here needs a framework.

/**
 * Opens the catalogue as its only owner, migrated, with its default local backend, and with the object storage
 * that the configuration names (behaviour 118), if it names one.
 */
export async function openPrepared(db: string, libraryRoot: string, named?: ObjectBackend): Promise<Database> {
  const database = await openCatalogue(db);
  try {
    await saveDefaultBackend(database, DEFAULT_LOCAL_BACKEND, libraryRoot);
    if (named !== undefined) await new SqliteStorageBackendStore(database).save(named);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Calls `use` with the storage backends of a catalogue, which this process owns meanwhile. */
export async function withBackends<T>(db: string, use: (store: StorageBackendStore) => Promise<T>): Promise<T> {
  const database = await openCatalogue(db);
  try {
    return await use(new SqliteStorageBackendStore(database));
  } finally {
    await database.close();
  }
}

/** Makes the first login if there is none; see `ensureFirstLogin`. */
export async function firstLogin(db: string, clock: Clock): Promise<ConsoleLogin | undefined> {
  const database = await openCatalogue(db);
  try {
    const chance = { randomBelow: (limit: number) => randomInt(limit), now: () => clock.now() };
    return await ensureFirstLogin(new SqliteConsoleUserStore(database), new Argon2Hasher(), chance);
  } finally {
    await database.close();
  }
}
