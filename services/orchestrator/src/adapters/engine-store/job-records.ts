import type { Instant, JobPatch, JobRecords, JobStatus, JobView, NewJob, StagePatch } from '@catalogsync/job-engine';
import type { SqlValue, WriteSession } from '@catalogsync/sqlite';
import { choiceColumns, nullableText, textOf } from './columns.js';
import { ids } from './sqlite-only.js';
import type { StageCounts } from './stage-counts.js';
import { viewsOf } from './views.js';

type Columns<Patch> = { readonly [Key in keyof Patch]-?: readonly [column: string, toSql: (value: Patch[Key]) => SqlValue] };

const plain = (value: string | number | undefined): SqlValue => value ?? null;
const flag = (value: boolean | undefined): SqlValue => (value === true ? 1 : 0);

const jobColumns: Columns<JobPatch> = {
  status: ['status', plain],
  startedAt: ['started_at', nullableText],
  endedAt: ['ended_at', nullableText],
  lastError: ['last_error', plain],
  pausedBy: ['paused_by', plain],
  pausedVolume: ['paused_volume', plain],
  resumeWanted: ['resume_wanted', flag],
};

const stageColumns: Columns<StagePatch> = {
  status: ['status', plain],
  startedAt: ['started_at', nullableText],
  endedAt: ['ended_at', nullableText],
  lastError: ['last_error', plain],
  planned: ['planned', flag],
  round: ['round', plain],
  runAt: ['run_at', plain],
  failures: ['failures', plain],
  flawed: ['flawed', flag],
};

/** The columns that a patch sets. */
function assignments<Patch extends object>(columns: Columns<Patch>, patch: Patch): { readonly text: string; readonly values: SqlValue[] } {
  const given = (Object.keys(patch) as Array<keyof Patch>).map((key) => {
    const [column, toSql] = columns[key];
    return { text: `${column} = ?`, value: toSql(patch[key]) };
  });
  return { text: given.map(({ text }) => text).join(', '), values: given.map(({ value }) => value) };
}

export class SqliteJobRecords implements JobRecords {
  constructor(
    private readonly session: WriteSession,
    private readonly counts: StageCounts,
  ) {}

  async insertJob(job: NewJob, now: Instant): Promise<number> {
    const text = `INSERT INTO job_runs(job_type, config_snapshot_json, sources, download_sources, playlist_scope_json, status, created_at)
      VALUES (?, ?, ?, ?, ?, 'queued', ?) RETURNING id`;
    const { template, config, choices, scope } = job;
    const values = [template, JSON.stringify(config), ...choiceColumns(choices), JSON.stringify(scope), textOf(now)];
    const [row] = this.session.statement<{ id: number }>(text).all(...values);
    const jobId = row?.id ?? 0;
    const stage = this.session.statement("INSERT INTO job_stages(job_run_id, stage_type, seq_no, status) VALUES (?, ?, ?, 'pending')");
    job.stages.forEach((type, index) => {
      stage.run(jobId, type, index + 1);
    });
    return jobId;
  }

  async jobs(jobIds: readonly number[]): Promise<JobView[]> {
    this.counts.write();
    return viewsOf(this.session, `id IN ${ids}`, JSON.stringify(jobIds));
  }

  async jobsIn(statuses: readonly JobStatus[]): Promise<JobView[]> {
    this.counts.write();
    return viewsOf(this.session, `status IN (${statuses.map(() => '?').join(', ')})`, ...statuses);
  }

  async jobsOfStages(stageIds: readonly number[]): Promise<JobView[]> {
    this.counts.write();
    return viewsOf(this.session, `id IN (SELECT job_run_id FROM job_stages WHERE id IN ${ids})`, JSON.stringify(stageIds));
  }

  async updateJobs(jobIds: readonly number[], patch: JobPatch): Promise<void> {
    const { text, values } = assignments(jobColumns, patch);
    this.session.statement(`UPDATE job_runs SET ${text} WHERE id IN ${ids}`).run(...values, JSON.stringify(jobIds));
  }

  async updateStages(stageIds: readonly number[], patch: StagePatch): Promise<void> {
    const { text, values } = assignments(stageColumns, patch);
    this.session.statement(`UPDATE job_stages SET ${text} WHERE id IN ${ids}`).run(...values, JSON.stringify(stageIds));
  }
}
