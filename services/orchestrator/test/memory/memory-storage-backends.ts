import { Fault } from '@catalogsync/faults';
import type { ObjectBackend, StorageBackend, StorageBackendStore } from '../../src/core/catalogue/storage-backend.js';

export class MemoryStorageBackends implements StorageBackendStore {
  private readonly backends: Map<string, StorageBackend>;

  constructor(backends: readonly StorageBackend[] = []) {
    this.backends = new Map(backends.map((backend) => [backend.name, backend]));
  }

  async list(): Promise<StorageBackend[]> {
    return [...this.backends.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async save(backend: ObjectBackend): Promise<boolean> {
    const before = this.backends.get(backend.name);
    if (before?.type === 'local') throw new Fault('failed_precondition', `the storage backend "${backend.name}" is a local backend`);
    this.backends.set(backend.name, backend);
    return JSON.stringify(before) !== JSON.stringify(backend);
  }
}
