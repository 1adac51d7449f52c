import type { Instant, JobPatch, JobRecords, JobStatus, JobView, NewJob, StagePatch } from '@catalogsync/job-engine';
import { asGiven, columnName, oneOfGiven, type SqlValue, type WriteSession } from '@catalogsync/sqlite';
import { choiceColumns, textOf } from '../columns.js';
import type { Statements } from './item-search.js';
import { type JobRow, type StageRow, select, toJob, toStage } from './rows.js';
import type { StageCounts } from './stage-counts.js';

/** These columns hold instants as text; the engine's own columns hold numbers. */
const textual: ReadonlySet<string> = new Set<keyof JobPatch & keyof StagePatch>(['startedAt', 'endedAt']);

/** The columns that a patch sets. */
function assignments(patch: JobPatch | StagePatch): { readonly text: string; readonly values: SqlValue[] } {
  const values = Object.entries(patch).map(([name, value]) => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    return typeof value === 'number' && textual.has(name) ? textOf(value) : (value ?? null);
  });
  const columns = Object.keys(patch).map((name) => `${columnName(name)} = ?`);
  return { text: columns.join(', '), values };
}

export class SqliteJobRecords implements JobRecords {
  constructor(
    private readonly session: WriteSession,
    private readonly counts: StageCounts,
  ) {}

  async insertJob(job: NewJob, now: Instant): Promise<number> {
    const text = `INSERT INTO job_runs(job_type, config_snapshot_json, sources, download_sources, playlist_scope_json, status, created_at)
      VALUES (?, ?, ?, ?, ?, 'queued', ?)`;
    const { template, config, choices, scope } = job;
    const values = [template, JSON.stringify(config), ...choiceColumns(choices), JSON.stringify(scope), textOf(now)];
    const { lastId: jobId } = this.session.statement(text).run(...values);
    const stage = this.session.statement("INSERT INTO job_stages(job_run_id, stage_type, seq_no, status) VALUES (?, ?, ?, 'pending')");
    job.stages.forEach((type, index) => {
      stage.run(jobId, type, index + 1);
    });
    return jobId;
  }

  async jobs(jobIds: readonly number[]): Promise<JobView[]> {
    this.counts.write();
    return viewsOf(this.session, `id ${oneOfGiven}`, asGiven(jobIds));
  }

  async jobsIn(statuses: readonly JobStatus[]): Promise<JobView[]> {
    this.counts.write();
    return viewsIn(this.session, statuses);
  }

  async jobsOfStages(stageIds: readonly number[]): Promise<JobView[]> {
    this.counts.write();
    return viewsOf(this.session, `id IN (SELECT job_run_id FROM job_stages WHERE id ${oneOfGiven})`, asGiven(stageIds));
  }

  async updateJobs(jobIds: readonly number[], patch: JobPatch): Promise<void> {
    const { text, values } = assignments(patch);
    this.session.statement(`UPDATE job_runs SET ${text} WHERE id ${oneOfGiven}`).run(...values, asGiven(jobIds));
  }

  async updateStages(stageIds: readonly number[], patch: StagePatch): Promise<void> {
    const { text, values } = assignments(patch);
    this.session.statement(`UPDATE job_stages SET ${text} WHERE id ${oneOfGiven}`).run(...values, asGiven(stageIds));
  }
}

export function viewsIn(statements: Statements, statuses: readonly JobStatus[]): JobView[] {
  return viewsOf(statements, `status IN (${statuses.map(() => '?').join(', ')})`, ...statuses);
}

/** The jobs that meet a condition, by ascending id, each with its stages; always two queries. */
export function viewsOf(statements: Statements, condition: string, ...values: SqlValue[]): JobView[] {
  const rows = statements.statement<JobRow>(`${select.jobs} WHERE ${condition}`).all(...values);
  // Asked at every turn, mostly while no job is open.
  if (rows.length === 0) return [];
  const ofThese = `${select.stages} WHERE job_run_id ${oneOfGiven} ORDER BY job_run_id, seq_no, id`;
  const found = statements.statement<StageRow>(ofThese).all(asGiven(rows.map(({ id }) => id)));
  const stages = Map.groupBy(found.map(toStage), ({ jobId }) => jobId);
  const views = rows.map((row) => ({ job: toJob(row), stages: stages.get(row.id) ?? [] }));
  return views.sort((a, b) => a.job.id - b.job.id);
}
