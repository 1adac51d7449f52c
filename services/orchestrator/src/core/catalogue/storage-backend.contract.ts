import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseObjectBackend, type StorageBackendStore } from './storage-backend.js';

export interface OpenBackends {
  readonly store: StorageBackendStore;
  /** Closes the store and opens it again, as the next run of the program does. */
  reopened(): Promise<StorageBackendStore>;
  close(): Promise<void>;
}

/** The contract of every backend store; `open` makes one with the local backend `home` at `/music`. */
export function storageBackendContract(name: string, open: () => Promise<OpenBackends>): void {
  describe(`when storage backends are stored ${name}`, () => {
    let backends: OpenBackends;
    beforeEach(async () => {
      backends = await open();
    });
    afterEach(() => backends.close());
    const bucket = parseObjectBackend('cloud', { bucket: 'music', endpoint: 'https://s3.example', prefix: 'a' });

    it('writes one that is new or has changed, and returns all by name', async () => {
      expect(await backends.store.save(bucket)).toBe(true);
      expect(await backends.store.save(bucket)).toBe(false);
      const moved = { ...bucket, objectStorage: { ...bucket.objectStorage, prefix: undefined } };
      expect(await backends.store.save(moved)).toBe(true);
      expect(await backends.store.list()).toEqual([moved, { name: 'home', type: 'local', basePath: '/music' }]);
    });

    it('changes one written by an earlier run of the program', async () => {
      await backends.store.save(bucket);
      const store = await backends.reopened();
      expect(await store.save(bucket)).toBe(false);
      const moved = { ...bucket, objectStorage: { ...bucket.objectStorage, bucket: 'songs' } };
      expect(await store.save(moved)).toBe(true);
      expect(await store.list()).toContainEqual(moved);
    });

    it('refuses the name of a local backend', async () => {
      await expect(backends.store.save({ ...bucket, name: 'home' })).rejects.toMatchObject({ code: 'failed_precondition' });
    });
  });
}
