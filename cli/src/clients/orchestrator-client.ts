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
  async startJob(template: string, sources: readonly string[], signal: AbortSignal): Promise<number> {
    const { jobId } = await this.rpc.startJob({ template, sources: [...sources] }, { deadlineMs: callMs, signal });
    return jobId;
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
