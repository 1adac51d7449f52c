import { DEFAULT_LOCAL_BACKEND, platformName } from '@catalogsync/catalog';
import type { Clock } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { openCatalogue, withCatalogue } from './adapters/sqlite/catalogue-database.js';
import { followAsConfigured } from './adapters/sqlite/stores/following-store.js';
import { SqliteStorageBackendStore, saveLocalBackend } from './adapters/sqlite/stores/storage-backend-store.js';
import { bindAudit } from './audit.binding.js';
import { type ObjectBackend, StorageBackends } from './core/catalogue/storage-backend.js';

// The catalogue for the service, and for commands that use it without the service. Needs no framework.

/** What the settings say of the catalogue. */
interface Configured {
  readonly named?: ObjectBackend | undefined;
  /** Sources all of whose lists are downloaded. */
  readonly followed?: readonly string[];
}

/**
 * Opens and migrates the catalogue as its only owner, with its default local backend and, if configured, the object
 * storage (behaviour 118) and the sources that are followed.
 */
export async function openPrepared(db: string, libraryRoot: string, { named, followed }: Configured = {}): Promise<Database> {
  const database = await openCatalogue(db);
  try {
    const backend = { name: DEFAULT_LOCAL_BACKEND, basePath: libraryRoot };
    await database.write((entities) => saveLocalBackend(entities, backend));
    const platforms = followed?.map(platformName);
    if (platforms !== undefined)
      await database.unitOfWork((session) => session).run((session) => followAsConfigured(session, platforms, Date.now()));
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
