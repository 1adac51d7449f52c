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

/**
 * What commands do to a catalogue without the service. A file of its own: none of it needs a framework.
 */

/** Opens the catalogue as its only owner, migrated and with its default local backend. */
export async function openPrepared(db: string, libraryRoot: string): Promise<Database> {
  const database = await openCatalogue(db);
  try {
    const backend = { name: DEFAULT_LOCAL_BACKEND, basePath: libraryRoot };
    await database.unitOfWork(({ entities }) => entities).run((entities) => saveLocalBackend(entities, backend));
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Registers object storage that the configuration names (behaviour 118), or changes what is registered; nothing if it names none. */
export async function registerNamed(database: Database, backend: ObjectBackend | undefined): Promise<void> {
  if (backend !== undefined) await new SqliteStorageBackendStore(database).save(backend);
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
