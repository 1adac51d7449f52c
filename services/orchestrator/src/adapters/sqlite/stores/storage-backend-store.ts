import { Fault } from '@catalogsync/faults';
import type { Database } from '@catalogsync/sqlite';
import type { ObjectBackend, ObjectStorage, StorageBackend, StorageBackendStore } from '../../../core/storage/storage-backend.js';

interface BackendRow {
  readonly name: string;
  readonly backend_type: string;
  readonly base_path: string | null;
  readonly config_json: string | null;
}

/** Keys of `config_json` (domain, section 1). Others in it belong to whoever wrote them. */
function knownKeys(storage: ObjectStorage): Readonly<Record<string, string | undefined>> {
  const { bucket, endpoint, region, prefix, publicBaseUrl } = storage;
  return { bucket, endpoint, region, prefix, public_base_url: publicBaseUrl };
}

/** A text that is no object is nobody's: it is replaced. */
function objectOf(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    // See above.
    return {};
  }
}

function toBackend(row: BackendRow): StorageBackend {
  if (row.backend_type !== 'object_storage') return { name: row.name, type: 'local', basePath: row.base_path ?? '' };
  const config = objectOf(row.config_json);
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
    },
  };
}

export class SqliteStorageBackendStore implements StorageBackendStore {
  constructor(private readonly database: Pick<Database, 'unitOfWork' | 'reads'>) {}

  async list(): Promise<StorageBackend[]> {
    return this.database.reads
      .statement<BackendRow>('SELECT name, backend_type, base_path, config_json FROM storage_backends ORDER BY name')
      .all()
      .map(toBackend);
  }

  save({ name, objectStorage }: ObjectBackend): Promise<boolean> {
    const unit = this.database.unitOfWork((session) => session);
    return unit.run((session) => {
      const stored = session
        .statement<BackendRow>('SELECT name, backend_type, base_path, config_json FROM storage_backends WHERE name = ?')
        .get(name);
      if (stored !== undefined && stored.backend_type !== 'object_storage') {
        throw new Fault('failed_precondition', `the storage backend "${name}" is a local one`, { hint: 'Give this one another name.' });
      }
      const config = JSON.stringify({ ...objectOf(stored?.config_json ?? null), ...knownKeys(objectStorage) });
      if (stored?.config_json === config) return false;
      session
        .statement(`INSERT INTO storage_backends(name, backend_type, config_json) VALUES (?, 'object_storage', ?)
          ON CONFLICT(name) DO UPDATE SET config_json = excluded.config_json`)
        .run(name, config);
      return true;
    });
  }
}
