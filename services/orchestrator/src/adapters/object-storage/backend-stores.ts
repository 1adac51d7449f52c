import { Fault } from '@catalogsync/faults';
import {
  type AccessKeys,
  type ChecksumMode,
  defaultRegion,
  type ObjectStore,
  S3ObjectStore,
  TransferLimits,
} from '@catalogsync/object-storage';
import type { UploadBackend } from '../../core/upload/upload-store.js';

export interface BackendStoresOptions {
  /** By the backend's name. */
  readonly keys: ReadonlyMap<string, AccessKeys>;
  readonly checksums: ChecksumMode;
  readonly requests: number;
  /** Of all backends together; 0 is no limit. */
  readonly kilobitsPerSecond: number;
}

/** A client for each backend, made when it is used first; what they send together is limited. */
export class BackendStores {
  private readonly limits: TransferLimits;
  private readonly stores = new Map<string, ObjectStore>();

  constructor(private readonly options: BackendStoresOptions) {
    this.limits = new TransferLimits(options.requests, (options.kilobitsPerSecond * 1000) / 8);
  }

  /** Why a backend cannot be used from here; undefined if it can. */
  whyNot(backendName: string): string | undefined {
    return this.options.keys.has(backendName) ? undefined : `no access key for backend ${backendName}: OBJECT_ACCESS_KEYS`;
  }

  /**
   * Its place is part of the name: a registration may change while the service runs.
   * @throws Fault `failed_precondition` without an access key
   */
  of({ name, endpoint, bucket, region = defaultRegion, prefix = '' }: UploadBackend): ObjectStore {
    const id = JSON.stringify([name, endpoint, bucket, region, prefix]);
    const known = this.stores.get(id);
    if (known !== undefined) return known;
    const keys = this.options.keys.get(name);
    if (keys === undefined) throw new Fault('failed_precondition', this.whyNot(name) ?? 'no access key');
    const place = { endpoint, bucket, region, prefix, pathStyle: true, checksums: this.options.checksums };
    const store = new S3ObjectStore({ ...place, keys, limits: this.limits });
    this.stores.set(id, store);
    return store;
  }
}
