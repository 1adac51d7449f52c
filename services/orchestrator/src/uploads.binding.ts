import type { Audit } from '@catalogsync/audit';
import type { StageExecutor } from '@catalogsync/job-engine';
import { parseAccessKeys } from '@catalogsync/object-storage';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database, WriteSession } from '@catalogsync/sqlite';
import { BackendStores } from './adapters/object-storage/backend-stores.js';
import { ObjectBackendAccess } from './adapters/object-storage/object-backend-access.js';
import { ObjectUploader } from './adapters/object-storage/object-uploader.js';
import { SqliteUploadQuestions, SqliteUploadStore } from './adapters/sqlite/stores/upload-store.js';
import type { OrchestratorConfig } from './config.js';
import { BackendCare } from './core/upload/backend-care.js';
import { UploadExecutor } from './core/upload/upload-executor.js';
import type { UploadStores } from './core/upload/upload-store.js';

type UploadConfig = Pick<OrchestratorConfig, 'OBJECT_ACCESS_KEYS' | 'OBJECT_CHECKSUMS' | 'OBJECT_MAX_REQUESTS' | 'OBJECT_UPLOAD_KBPS'>;

/** The executor that uploads files; none if there are no access keys. */
export function uploadExecutor<Stores extends UploadStores>(
  config: UploadConfig,
  { clock }: Pick<ServiceContext, 'clock'>,
  database: Database,
): readonly StageExecutor<Stores>[] {
  if (config.OBJECT_ACCESS_KEYS.size === 0) return [];
  const writer = database.unitOfWork((session: WriteSession) => ({ uploads: new SqliteUploadStore(session) }));
  const uploader = new ObjectUploader(storesOf(config));
  const questions = new SqliteUploadQuestions(database.reads);
  return [new UploadExecutor({ questions, writer, uploader, now: () => clock.now(), workers: config.OBJECT_MAX_REQUESTS })];
}

/** What looks after the backends. */
export function backendCare(config: UploadConfig, database: Database, audit: Audit): BackendCare {
  return new BackendCare({
    questions: new SqliteUploadQuestions(database.reads),
    access: new ObjectBackendAccess(storesOf(config)),
    audit,
    after: (ms) => AbortSignal.timeout(ms),
  });
}

function storesOf(config: UploadConfig): BackendStores {
  return new BackendStores({
    keys: new Map([...config.OBJECT_ACCESS_KEYS].map(([name, keys]) => [name, parseAccessKeys(keys)])),
    checksums: config.OBJECT_CHECKSUMS,
    requests: config.OBJECT_MAX_REQUESTS,
    kilobitsPerSecond: config.OBJECT_UPLOAD_KBPS,
  });
}
