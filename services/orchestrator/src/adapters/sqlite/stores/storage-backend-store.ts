import { Fault } from '@catalogsync/faults';
import { type Database, type Entities, insertedId, type RowOf } from '@catalogsync/sqlite';
import type { LocalBackend } from '../../../core/catalogue/catalogue-stores.js';
import { jsonObject } from '../../../core/catalogue/song-details.js';
import {
  type ObjectBackend,
  type ObjectStorage,
  objectDeliveries,
  type StorageBackend,
  type StorageBackendStore,
} from '../../../core/catalogue/storage-backend.js';
import { storageBackends } from '../rows/catalogue-rows.js';

type BackendRow = RowOf<typeof storageBackends>;

/** Keys of `config_json` (domain, section 1). Other keys in it belong to their writers. */
export function knownKeys(storage: ObjectStorage): Readonly<Record<string, string | undefined>> {
  const { bucket, endpoint, region, prefix, publicBaseUrl, delivery } = storage;
  return { bucket, endpoint, region, prefix, public_base_url: publicBaseUrl, delivery };
}

/** Text that is not an object belongs to nobody and is replaced. */
export const configOf = ({ configJson }: Pick<BackendRow, 'configJson'>): Record<string, unknown> =>
  jsonObject(configJson ?? undefined) ?? {};

export function toBackend(row: BackendRow): StorageBackend {
  if (row.backendType !== 'object_storage') return { name: row.name, type: 'local', basePath: row.basePath ?? '' };
  const config = configOf(row);
  const delivery = objectDeliveries.find((word) => word === config.delivery);
  const text = (key: string): string | undefined => (typeof config[key] === 'string' && config[key] !== '' ? config[key] : undefined);
  return {
    name: row.name,
    type: 'object_storage',
    objectStorage: {
      bucket: text('bucket') ?? '',
      endpoint: text('endpoint') ?? '',
      region: text('region'),
      prefix: text('prefix'),
      publicBaseUrl: text('public_base_url'),
      ...(delivery === undefined ? {} : { delivery }),
    },
  };
}

/** Creates a local backend or changes its base path, and returns its id. Writes nothing if it is unchanged. */
export async function saveLocalBackend(
  entities: Entities,
  { name, basePath, source }: Omit<LocalBackend, 'source'> & Partial<LocalBackend>,
): Promise<number> {
  const row = await entities.findOneBy(storageBackends, { name });
  if (row === null) {
    const configJson = JSON.stringify({ source });
    return insertedId(await entities.insert(storageBackends, { name, backendType: 'local', basePath, configJson }));
  }
  if (row.backendType !== 'local') {
    throw new Fault('failed_precondition', `the storage backend "${name}" is not a local backend`, { hint: 'Choose another name.' });
  }
  if (row.basePath !== basePath) await entities.update(storageBackends, row.id, { basePath });
  return row.id;
}

/** The local backends of a source's files. */
export async function localBackendIds(entities: Pick<Entities, 'findBy'>, source: string): Promise<number[]> {
  const local = await entities.findBy(storageBackends, { backendType: 'local' });
  return local.filter((row) => configOf(row).source === source).map(({ id }) => id);
}

export class SqliteStorageBackendStore implements StorageBackendStore {
  constructor(private readonly database: Pick<Database, 'write' | 'reads'>) {}

  async list(): Promise<StorageBackend[]> {
    return (await this.database.reads.entities.find(storageBackends, { order: { name: 'ASC' } })).map(toBackend);
  }

  save({ name, objectStorage }: ObjectBackend, signal?: AbortSignal): Promise<boolean> {
    return this.database.write(
      async (entities) => {
        const stored = await entities.findOneBy(storageBackends, { name });
        if (stored !== null && stored.backendType !== 'object_storage') {
          throw new Fault('failed_precondition', `the storage backend "${name}" is a local backend`, { hint: 'Choose another name.' });
        }
        const configJson = JSON.stringify({ ...configOf(stored ?? { configJson: null }), ...knownKeys(objectStorage) });
        if (stored?.configJson === configJson) return false;
        if (stored === null) await entities.insert(storageBackends, { name, backendType: 'object_storage', configJson });
        else await entities.update(storageBackends, stored.id, { configJson });
        return true;
      },
      { signal },
    );
  }
}
