import { orchestratorV1 } from '@catalogsync/contracts';
import { createRpcClient } from '@catalogsync/rpc';

/** How far a stage of a job is. */
export interface StageProgress {
  readonly type: string;
  readonly status: string;
  readonly done: number;
  /** 0 as long as it is not known. */
  readonly total: number;
  /** Plural noun, such as `files`. */
  readonly unit: string;
  readonly current: string;
}

export type JobState = 'queued' | 'running' | 'paused' | 'completed' | 'completed_with_errors' | 'failed' | 'canceled';

/** The state of a job at one moment; `notices` are new since the one before. */
export interface JobUpdate {
  readonly jobId: number;
  readonly state: JobState;
  readonly stages: readonly StageProgress[];
  readonly lastError: string;
  readonly notices: readonly string[];
}

export interface CatalogSummary {
  readonly songs: number;
  readonly playlists: number;
  readonly artists: number;
  readonly activeFiles: number;
}

/** The playlists of a file, see `parsePlaylistFile`. */
export interface NamedPlaylists {
  readonly id: string;
  readonly name: string;
  readonly playlists: readonly { readonly platform: string; readonly remoteId: string; readonly url: string | undefined }[];
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

/** Empty text on the wire means absent. */
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

const states: Readonly<Record<orchestratorV1.JobStatus, JobState>> = {
  [orchestratorV1.JobStatus.JOB_STATUS_UNSPECIFIED]: 'queued',
  [orchestratorV1.JobStatus.JOB_STATUS_QUEUED]: 'queued',
  [orchestratorV1.JobStatus.JOB_STATUS_RUNNING]: 'running',
  [orchestratorV1.JobStatus.JOB_STATUS_PAUSE_REQUESTED]: 'running',
  [orchestratorV1.JobStatus.JOB_STATUS_PAUSED]: 'paused',
  [orchestratorV1.JobStatus.JOB_STATUS_COMPLETED]: 'completed',
  [orchestratorV1.JobStatus.JOB_STATUS_COMPLETED_WITH_ERRORS]: 'completed_with_errors',
  [orchestratorV1.JobStatus.JOB_STATUS_FAILED]: 'failed',
  [orchestratorV1.JobStatus.JOB_STATUS_CANCELED]: 'canceled',
};

const callMs = 10_000;
/** A first scan of a large library may take hours; timers end at 24 days. */
const watchMs = 7 * 24 * 3600 * 1000;

/** The jobs and the summary of one orchestrator. */
export class OrchestratorClient {
  private readonly rpc;

  constructor(address: string) {
    this.rpc = createRpcClient(orchestratorV1.OrchestratorServiceService, { address, service: 'orchestrator' });
  }

  /** Queues a job of a template; no sources means all. Returns its id. */
  async startJob(template: string, sources: readonly string[], signal: AbortSignal, file?: NamedPlaylists): Promise<number> {
    const playlists = file?.playlists.map(({ platform, remoteId, url = '' }) => ({ platform, remoteId, url })) ?? [];
    const request = { template, sources: [...sources], playlists, playlistFileName: file?.name ?? '', playlistFileId: file?.id ?? '' };
    const { jobId } = await this.rpc.startJob(request, { deadlineMs: callMs, signal });
    return jobId;
  }

  /** Registers object storage or changes what is registered; answers whether anything changed. */
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

  /** Every change of a job until it ends. */
  async *watchJob(jobId: number, signal: AbortSignal): AsyncIterable<JobUpdate> {
    for await (const { status, ...update } of this.rpc.watchJob({ jobId }, { deadlineMs: watchMs, signal })) {
      yield { ...update, state: states[status] };
    }
  }

  async summary(signal: AbortSignal): Promise<CatalogSummary> {
    return this.rpc.getCatalogSummary({}, { deadlineMs: callMs, signal });
  }

  close(): void {
    this.rpc.close();
  }
}
