import { orchestratorV1 } from '@catalogsync/contracts';
import { createRpcClient } from '@catalogsync/rpc';

export interface CatalogSummary {
  readonly songs: number;
  readonly playlists: number;
  readonly artists: number;
  readonly activeFiles: number;
}

export interface ObjectStorage {
  readonly bucket: string;
  readonly endpoint: string;
  readonly region?: string;
  readonly prefix?: string;
  readonly publicBaseUrl?: string;
}

/** A place where files are. */
export type Backend =
  | { readonly name: string; readonly type: 'local'; readonly basePath: string }
  | { readonly name: string; readonly type: 'object_storage'; readonly objectStorage: ObjectStorage };

/** Empty text in the message means absent. */
function given(storage: orchestratorV1.ObjectStorage): ObjectStorage {
  const { bucket, endpoint, region, prefix, publicBaseUrl } = storage;
  return {
    bucket,
    endpoint,
    ...(region === '' ? {} : { region }),
    ...(prefix === '' ? {} : { prefix }),
    ...(publicBaseUrl === '' ? {} : { publicBaseUrl }),
  };
}

const callMs = 10_000;
/** The catalogue of one orchestrator and its storage backends. */
export class OrchestratorClient {
  private readonly rpc;

  constructor(address: string) {
    this.rpc = createRpcClient(orchestratorV1.OrchestratorServiceService, { address, service: 'orchestrator' });
  }

  /** Registers object storage or changes the registration; returns whether anything changed. */
  async registerBackend(name: string, storage: ObjectStorage, signal: AbortSignal): Promise<boolean> {
    const { bucket, endpoint, region = '', prefix = '', publicBaseUrl = '' } = storage;
    const objectStorage = { bucket, endpoint, region, prefix, publicBaseUrl };
    const { changed } = await this.rpc.registerBackend({ name, objectStorage }, { deadlineMs: callMs, signal });
    return changed;
  }

  /** By name. */
  async listBackends(signal: AbortSignal): Promise<Backend[]> {
    const { backends } = await this.rpc.listBackends({}, { deadlineMs: callMs, signal });
    return backends.map(({ name, basePath, objectStorage }) =>
      objectStorage === undefined
        ? { name, type: 'local', basePath }
        : { name, type: 'object_storage', objectStorage: given(objectStorage) },
    );
  }

  async summary(signal: AbortSignal): Promise<CatalogSummary> {
    return this.rpc.getCatalogSummary({}, { deadlineMs: callMs, signal });
  }

  close(): void {
    this.rpc.close();
  }
}
