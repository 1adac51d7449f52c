import type { JobView, Stage } from '@catalogsync/job-engine';
import type { SqlValue } from '@catalogsync/sqlite';
import type { Statements } from './item-search.js';
import { type JobRow, type StageRow, toJob, toStage } from './rows.js';
import { ids } from './sqlite-only.js';

/** The jobs that meet a condition, by ascending id, each with its stages; always two queries. */
export function viewsOf(statements: Statements, condition: string, ...values: SqlValue[]): JobView[] {
  const rows = statements.statement<JobRow>(`SELECT * FROM job_runs WHERE ${condition}`).all(...values);
  if (rows.length === 0) return [];
  const stages = new Map<number, Stage[]>(rows.map(({ id }) => [id, []]));
  const found = statements
    .statement<StageRow>(`SELECT * FROM job_stages WHERE job_run_id IN ${ids}`)
    .all(JSON.stringify(rows.map(({ id }) => id)));
  for (const row of found) stages.get(row.job_run_id)?.push(toStage(row));
  const views = rows.map((row) => ({ job: toJob(row), stages: (stages.get(row.id) ?? []).sort(inOrder) }));
  return views.sort((a, b) => a.job.id - b.job.id);
}

const inOrder = (a: Stage, b: Stage): number => a.seqNo - b.seqNo || a.id - b.id;
