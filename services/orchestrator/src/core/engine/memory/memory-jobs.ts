import type { JobPatch, JobRecords, NewJob, StagePatch } from '../engine-store.js';
import { type Instant, type Job, noItems, type Stage } from '../model.js';
import type { JobStatus } from '../states.js';
import type { Tables } from './tables.js';

export class MemoryJobs implements JobRecords {
  constructor(private readonly tables: Tables) {}

  async insertJob(job: NewJob, now: Instant): Promise<number> {
    const id = this.tables.jobs.nextId();
    const { stages, ...given } = job;
    const marks = { startedAt: null, endedAt: null, lastError: null, pausedBy: null, pausedVolume: null, resumeWanted: false };
    this.tables.jobs.set(id, { id, ...given, ...marks, status: 'queued', createdAt: now });
    stages.forEach((type, index) => {
      const stage = { id: this.tables.stages.nextId(), jobId: id, type, seqNo: index + 1, status: 'pending', planned: false } as const;
      const never = { startedAt: null, endedAt: null, lastError: null };
      this.tables.stages.set(stage.id, { ...stage, ...never, round: 1, runAt: 0, failures: 0, flawed: false, counts: noItems });
    });
    return id;
  }

  async job(id: number): Promise<Job | undefined> {
    return this.tables.jobs.get(id);
  }

  async jobsIn(statuses: readonly JobStatus[]): Promise<Job[]> {
    return this.tables.jobs.all().filter((job) => statuses.includes(job.status));
  }

  async updateJob(id: number, patch: JobPatch): Promise<void> {
    const job = this.tables.jobs.get(id);
    if (job !== undefined) this.tables.jobs.set(id, { ...job, ...patch });
  }

  async stage(id: number): Promise<Stage | undefined> {
    return this.tables.stages.get(id);
  }

  async stagesOf(jobId: number): Promise<Stage[]> {
    return this.tables.stages.all().filter((stage) => stage.jobId === jobId);
  }

  async updateStage(id: number, patch: StagePatch): Promise<void> {
    const stage = this.tables.stages.get(id);
    if (stage !== undefined) this.tables.stages.set(id, { ...stage, ...patch });
  }
}
