import { DEFAULT_LOCAL_BACKEND } from '@catalogsync/catalog';
import type { Clock } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { openCatalogue, withCatalogue } from './adapters/sqlite/catalogue-database.js';
import { SqliteStorageBackendStore, saveLocalBackend } from './adapters/sqlite/stores/storage-backend-store.js';
import { bindAudit } from './audit.binding.js';
import { type ObjectBackend, StorageBackends } from './core/catalogue/storage-backend.js';

// The catalogue for the service, and for commands that use it without the service. Needs no framework.

/**
 * Opens and migrates the catalogue as its only owner, with its default local backend and, if configured, the object
 * storage (behaviour 118).
 */
export async function openPrepared(db: string, libraryRoot: string, named?: ObjectBackend): Promise<Database> {
  const database = await openCatalogue(db);
  try {
    const backend = { name: DEFAULT_LOCAL_BACKEND, basePath: libraryRoot };
    await database.write((entities) => saveLocalBackend(entities, backend));
    if (named !== undefined) await new SqliteStorageBackendStore(database).save(named);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Calls `use` with the storage backends of a catalogue, which this process owns meanwhile. */
export function withBackends<T>(db: string, clock: Clock, use: (backends: StorageBackends) => Promise<T>): Promise<T> {
  return withCatalogue(db, (database) => {
    // A command has no log; an entry that cannot be completed stays `begun`.
    const { audit } = bindAudit(database, clock, () => undefined);
    return use(new StorageBackends(new SqliteStorageBackendStore(database), audit));
  });
}
