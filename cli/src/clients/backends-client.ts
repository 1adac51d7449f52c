import { orchestratorV1 } from '@catalogsync/contracts';
import type { ObjectDelivery, ObjectStorageText, StorageBackend } from '@catalogsync/orchestrator';
import { clientOf } from '@catalogsync/rpc';

const objectDeliveries: readonly ObjectDelivery[] = ['public', 'presigned', 'none'];
const callMs = 10_000;
/** As long as the service tries. */
const careMs = 130_000;

/** An empty problem: it can be used. */
export type BackendHealth = orchestratorV1.BackendHealth;
export type BackendOrphans = orchestratorV1.BackendOrphans;

/** The storage backends of one orchestrator. */
export class BackendsClient extends clientOf(orchestratorV1.OrchestratorServiceService, 'orchestrator') {
  /** Registers object storage or changes the registration; returns whether anything changed. */
  async registerBackend(name: string, storage: ObjectStorageText, signal: AbortSignal): Promise<boolean> {
    const { bucket = '', endpoint = '', region = '', prefix = '', publicBaseUrl = '', delivery = '' } = storage;
    const objectStorage = { bucket, endpoint, region, prefix, publicBaseUrl, delivery };
    const { changed } = await this.rpc.registerBackend({ name, objectStorage }, { deadlineMs: callMs, signal });
    return changed;
  }

  /** By name. */
  async listBackends(signal: AbortSignal): Promise<StorageBackend[]> {
    const { backends } = await this.rpc.listBackends({}, { deadlineMs: callMs, signal });
    return backends.map(({ name, basePath, objectStorage }) => {
      if (objectStorage === undefined) return { name, type: 'local', basePath };
      const { region, prefix, publicBaseUrl, delivery: word, ...place } = objectStorage;
      const delivery = objectDeliveries.find((one) => one === word);
      const optional = {
        region: region || undefined,
        prefix: prefix || undefined,
        publicBaseUrl: publicBaseUrl || undefined,
        ...(delivery === undefined ? {} : { delivery }),
      };
      return { name, type: 'object_storage', objectStorage: { ...place, ...optional } };
    });
  }

  /** Tries one backend, or all (an empty name). */
  async checkBackends(name: string, signal: AbortSignal): Promise<BackendHealth[]> {
    return (await this.rpc.checkBackends({ name }, { deadlineMs: careMs, signal })).backends;
  }

  /** Unfinished uploads of one backend, or of all (an empty name); those that were given up if `abort`. */
  async findOrphans(name: string, abort: boolean, signal: AbortSignal): Promise<BackendOrphans[]> {
    return (await this.rpc.findOrphans({ name, abort }, { deadlineMs: careMs, signal })).backends;
  }
}
