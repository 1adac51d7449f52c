import type { orchestratorV1 } from '@catalogsync/contracts';
import type { StorageBackend } from '../../core/catalogue/storage-backend.js';

export function toBackendMessage(backend: StorageBackend): orchestratorV1.StorageBackend {
  const { name, type } = backend;
  if (backend.type === 'object_storage') {
    const { bucket, endpoint, region = '', prefix = '', publicBaseUrl = '' } = backend.objectStorage;
    return { name, type, basePath: '', objectStorage: { bucket, endpoint, region, prefix, publicBaseUrl } };
  }
  return { name, type, basePath: backend.basePath, objectStorage: undefined };
}
