import { orchestratorV1 } from '@catalogsync/contracts';
import type { ObjectStorageText, StorageBackend } from '@catalogsync/orchestrator';
import { clientOf } from '@catalogsync/rpc';

const callMs = 10_000;

/** The storage backends of one orchestrator. */
export class BackendsClient extends clientOf(orchestratorV1.OrchestratorServiceService, 'orchestrator') {
  /** Registers object storage or changes the registration; returns whether anything changed. */
  async registerBackend(name: string, storage: ObjectStorageText, signal: AbortSignal): Promise<boolean> {
    const { bucket = '', endpoint = '', region = '', prefix = '', publicBaseUrl = '' } = storage;
    const objectStorage = { bucket, endpoint, region, prefix, publicBaseUrl };
    const { changed } = await this.rpc.registerBackend({ name, objectStorage }, { deadlineMs: callMs, signal });
    return changed;
  }

  /** By name. */
  async listBackends(signal: AbortSignal): Promise<StorageBackend[]> {
    const { backends } = await this.rpc.listBackends({}, { deadlineMs: callMs, signal });
    return backends.map(({ name, basePath, objectStorage }) => {
      if (objectStorage === undefined) return { name, type: 'local', basePath };
      const { region, prefix, publicBaseUrl, ...place } = objectStorage;
      const optional = { region: region || undefined, prefix: prefix || undefined, publicBaseUrl: publicBaseUrl || undefined };
      return { name, type: 'object_storage', objectStorage: { ...place, ...optional } };
    });
  }
}
