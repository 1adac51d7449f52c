import type { WriteSession } from '@catalogsync/sqlite';
import type { JobPatch, JobRecords, NewJob, StagePatch } from '../../core/engine/engine-store.js';
import type { Instant, Job, Stage } from '../../core/engine/model.js';
import type { JobStatus } from '../../core/engine/states.js';
import { type JobRow, nullableText, type StageRow, textOf, toJob, toStage } from './rows.js';
import type { StageCounts } from './stage-counts.js';

const given = (value: unknown): number => (value === undefined ? 0 : 1);

/** A column keeps its value unless the flag before it is 1. */
const setIfGiven = (columns: readonly string[]): string =>
  columns.map((column) => `${column} = CASE WHEN ? THEN ? ELSE ${column} END`).join(', ');

const updateJobText = `UPDATE job_runs SET ${setIfGiven([
  'status',
  'started_at',
  'ended_at',
  'last_error',
  'paused_by',
  'paused_volume',
  'resume_wanted',
])} WHERE id = ?`;

const updateStageText = `UPDATE job_stages SET ${setIfGiven([
  'status',
  'started_at',
  'ended_at',
  'last_error',
  'planned',
  'round',
  'run_at',
  'failures',
  'flawed',
])} WHERE id = ?`;

const pair = (value: string | number | null | undefined): [number, string | number | null] => [given(value), value ?? null];
const instantPair = (value: Instant | null | undefined): [number, string | null] => [given(value), nullableText(value)];
const flagPair = (value: boolean | undefined): [number, number] => [given(value), value === true ? 1 : 0];

export class SqliteJobRecords implements JobRecords {
  constructor(
    private readonly session: WriteSession,
    private readonly counts: StageCounts,
  ) {}

  async insertJob(job: NewJob, now: Instant): Promise<number> {
    const { lastId } = this.session
      .statement(
        `INSERT INTO job_runs(job_type, config_snapshot_json, sources, download_sources, playlist_scope_json, status, created_at)
         VALUES (?, ?, ?, ?, ?, 'queued', ?)`,
      )
      .run(
        job.template,
        JSON.stringify(job.config),
        job.sources.join(','),
        job.downloadSources.join(','),
        JSON.stringify(job.scope),
        textOf(now),
      );
    const stage = this.session.statement("INSERT INTO job_stages(job_run_id, stage_type, seq_no, status) VALUES (?, ?, ?, 'pending')");
    job.stages.forEach((type, index) => {
      stage.run(lastId, type, index + 1);
    });
    return lastId;
  }

  async job(id: number): Promise<Job | undefined> {
    const row = this.session.statement<JobRow>('SELECT * FROM job_runs WHERE id = ?').get(id);
    return row && toJob(row);
  }

  async jobsIn(statuses: readonly JobStatus[]): Promise<Job[]> {
    const select = this.session.statement<JobRow>('SELECT * FROM job_runs WHERE status = ? ORDER BY id');
    const jobs = statuses.flatMap((status) => select.all(status).map(toJob));
    return jobs.sort((a, b) => a.id - b.id);
  }

  async updateJob(id: number, patch: JobPatch): Promise<void> {
    this.session
      .statement(updateJobText)
      .run(
        ...pair(patch.status),
        ...instantPair(patch.startedAt),
        ...instantPair(patch.endedAt),
        ...pair(patch.lastError),
        ...pair(patch.pausedBy),
        ...pair(patch.pausedVolume),
        ...flagPair(patch.resumeWanted),
        id,
      );
  }

  async stage(id: number): Promise<Stage | undefined> {
    this.counts.write();
    const row = this.session.statement<StageRow>('SELECT * FROM job_stages WHERE id = ?').get(id);
    return row && toStage(row);
  }

  async stagesOf(jobId: number): Promise<Stage[]> {
    this.counts.write();
    return this.session.statement<StageRow>('SELECT * FROM job_stages WHERE job_run_id = ? ORDER BY seq_no, id').all(jobId).map(toStage);
  }

  async updateStage(id: number, patch: StagePatch): Promise<void> {
    this.session
      .statement(updateStageText)
      .run(
        ...pair(patch.status),
        ...instantPair(patch.startedAt),
        ...instantPair(patch.endedAt),
        ...pair(patch.lastError),
        ...flagPair(patch.planned),
        ...pair(patch.round),
        ...pair(patch.runAt),
        ...pair(patch.failures),
        ...flagPair(patch.flawed),
        id,
      );
  }
}
