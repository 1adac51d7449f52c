import { type AccessKeys, defaultRegion, type ObjectStore, S3ObjectStore } from '@catalogsync/object-storage';
import type { StoredFile } from '../../core/playback/playable-file.js';
import type { ObjectLinks } from '../../core/playback/resolve-playback.js';

/** Signs addresses with read-only keys, by the backend's name. The SDK is loaded with the first one. */
export class PresignedObjectLinks implements ObjectLinks {
  /** As many as there are backends; a backend that moves gets another. */
  private readonly stores = new Map<string, ObjectStore>();

  constructor(private readonly keys: ReadonlyMap<string, AccessKeys>) {}

  canSign(backendName: string): boolean {
    return this.keys.has(backendName);
  }

  async sign({ backend, key }: StoredFile, validity: Parameters<ObjectLinks['sign']>[1]): ReturnType<ObjectLinks['sign']> {
    return this.storeOf(backend).presignGet(key, validity);
  }

  private storeOf({ name, endpoint, region, bucket, prefix }: StoredFile['backend']): ObjectStore {
    const id = JSON.stringify([name, endpoint, region, bucket, prefix]);
    const known = this.stores.get(id);
    if (known !== undefined) return known;
    const keys = this.keys.get(name);
    if (keys === undefined) throw new Error(`no read key for backend ${name}`);
    const place = { endpoint, bucket, region: region ?? defaultRegion, prefix: prefix ?? '' };
    // Nothing is read here, and a checksum parameter in an address would be refused by servers that do not know it.
    const store = new S3ObjectStore({ ...place, pathStyle: true, checksums: 'when_required', keys });
    this.stores.set(id, store);
    return store;
  }
}
