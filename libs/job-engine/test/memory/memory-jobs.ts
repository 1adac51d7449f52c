import type { JobPatch, JobRecords, NewJob, StagePatch } from '../../src/records/engine-records.js';
import type { Instant, JobView } from '../../src/records/job.js';
import type { JobStatus } from '../../src/records/states.js';
import type { Tables } from './tables.js';

const noItems = { pending: 0, running: 0, succeeded: 0, failed: 0, interrupted: 0, canceled: 0 };

const unmarked = {
  startedAt: undefined,
  endedAt: undefined,
  lastError: undefined,
  pausedBy: undefined,
  pausedVolume: undefined,
  resumeWanted: false,
} as const;

export class MemoryJobs implements JobRecords {
  constructor(private readonly tables: Tables) {}

  async insertJob({ stages, ...given }: NewJob, now: Instant): Promise<number> {
    const id = this.tables.jobs.nextId();
    this.tables.jobs.set(id, { id, ...given, ...unmarked, status: 'queued', createdAt: now });
    stages.forEach((type, index) => {
      const stage = { id: this.tables.stages.nextId(), jobId: id, type, seqNo: index + 1, status: 'pending', planned: false } as const;
      const never = { startedAt: undefined, endedAt: undefined, lastError: undefined };
      this.tables.stages.set(stage.id, { ...stage, ...never, round: 1, runAt: 0, failures: 0, flawed: false, counts: noItems });
    });
    return id;
  }

  async jobs(ids: readonly number[]): Promise<JobView[]> {
    return this.tables.views((job) => ids.includes(job.id));
  }

  async jobsIn(statuses: readonly JobStatus[]): Promise<JobView[]> {
    return this.tables.views((job) => statuses.includes(job.status));
  }

  async jobsOfStages(stageIds: readonly number[]): Promise<JobView[]> {
    return this.jobs(stageIds.flatMap((id) => this.tables.stages.get(id)?.jobId ?? []));
  }

  async updateJobs(ids: readonly number[], patch: JobPatch): Promise<void> {
    for (const id of ids) this.tables.jobs.patch(id, patch);
  }

  async updateStages(ids: readonly number[], patch: StagePatch): Promise<void> {
    for (const id of ids) this.tables.stages.patch(id, patch);
  }
}
