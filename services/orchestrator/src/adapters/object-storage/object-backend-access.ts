import { randomBytes, randomUUID } from 'node:crypto';
import { Fault } from '@catalogsync/faults';
import type { UnfinishedUpload } from '@catalogsync/object-storage';
import type { BackendAccess } from '../../core/upload/backend-care.js';
import type { UploadBackend } from '../../core/upload/upload-store.js';
import type { BackendStores } from './backend-stores.js';

const probeBytes = 64;

/** Tries backends and looks after what they hold, over the S3 protocol. */
export class ObjectBackendAccess implements BackendAccess {
  constructor(private readonly stores: BackendStores) {}

  async probe(backend: UploadBackend, signal: AbortSignal): Promise<void> {
    const store = this.stores.of(backend);
    const key = `catalogsync-probe-${randomUUID()}`;
    const bytes = randomBytes(probeBytes);
    try {
      await store.put(key, bytes, { contentType: 'application/octet-stream' }, signal);
      const read = await store.read(key, { maxBytes: probeBytes }, signal);
      if (read === undefined || Buffer.compare(read, bytes) !== 0) {
        throw new Fault('data_corrupt', 'an object was read back differently than it was written');
      }
    } finally {
      await store.remove(key, AbortSignal.timeout(10_000)).catch(() => undefined);
    }
    if ((await store.head(key, signal)) !== undefined) {
      throw new Fault('permission_denied', 'an object could not be removed again', { hint: 'The access key needs the right to delete.' });
    }
  }

  async unfinished(backend: UploadBackend, signal: AbortSignal): Promise<UnfinishedUpload[]> {
    const found: UnfinishedUpload[] = [];
    for await (const one of this.stores.of(backend).uploads('', signal)) found.push(one);
    return found;
  }

  giveUp(backend: UploadBackend, { key, uploadId }: Pick<UnfinishedUpload, 'key' | 'uploadId'>, signal: AbortSignal): Promise<void> {
    return this.stores.of(backend).abortUpload(key, uploadId, signal);
  }
}
