import { randomInt } from 'node:crypto';
import { DEFAULT_LOCAL_BACKEND } from '@catalogsync/catalog';
import type { Clock } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { Argon2Hasher } from './adapters/argon2/argon2-hasher.js';
import { openCatalogue } from './adapters/sqlite/catalogue-database.js';
import { SqliteConsoleUserStore } from './adapters/sqlite/stores/console-user-store.js';
import { SqliteStorageBackendStore, saveLocalBackend } from './adapters/sqlite/stores/storage-backend-store.js';
import type { ObjectBackend, StorageBackendStore } from './core/catalogue/storage-backend.js';
import { type ConsoleLogin, ensureFirstLogin } from './core/console/console-users.js';

// The catalogue for the service, and for commands that use it without the service. Needs no framework.

/**
 * Opens and migrates the catalogue as its only owner, with its default local backend and, if configured, the object
 * storage (behaviour 118).
 */
export async function openPrepared(db: string, libraryRoot: string, named?: ObjectBackend): Promise<Database> {
  const database = await openCatalogue(db);
  try {
    const backend = { name: DEFAULT_LOCAL_BACKEND, basePath: libraryRoot };
    await database.unitOfWork(({ entities }) => entities).run((entities) => saveLocalBackend(entities, backend));
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

/** Creates the first login if there is none; see `ensureFirstLogin`. */
export async function firstLogin(db: string, clock: Clock): Promise<ConsoleLogin | undefined> {
  const database = await openCatalogue(db);
  try {
    const chance = { randomBelow: (limit: number) => randomInt(limit), now: () => clock.now() };
    return await ensureFirstLogin(new SqliteConsoleUserStore(database), new Argon2Hasher(), chance);
  } finally {
    await database.close();
  }
}
