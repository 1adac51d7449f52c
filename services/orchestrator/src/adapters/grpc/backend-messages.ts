import type { orchestratorV1 } from '@catalogsync/contracts';
import type { StorageBackend } from '../../core/catalogue/storage-backend.js';
import type { BackendHealth, BackendOrphans } from '../../core/upload/backend-care.js';

export function toBackendMessage(backend: StorageBackend): orchestratorV1.StorageBackend {
  const { name, type } = backend;
  if (backend.type === 'object_storage') {
    const { bucket, endpoint, region = '', prefix = '', publicBaseUrl = '', delivery = '' } = backend.objectStorage;
    return { name, type, basePath: '', objectStorage: { bucket, endpoint, region, prefix, publicBaseUrl, delivery } };
  }
  return { name, type, basePath: backend.basePath, objectStorage: undefined };
}

export function toHealthMessage({ backend, problem }: BackendHealth): orchestratorV1.BackendHealth {
  return { name: backend.name, problem: problem?.message ?? '', hint: problem?.hint ?? '' };
}

export function toOrphansMessage(found: BackendOrphans): orchestratorV1.BackendOrphans {
  return {
    health: toHealthMessage(found),
    orphans: found.orphans.map(({ key, uploadId, startedAt }) => ({ key, uploadId, startedAtMs: startedAt })),
  };
}
