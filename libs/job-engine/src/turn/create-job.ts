import { Fault } from '@catalogsync/faults';
import type { NewJob } from '../records/engine-records.js';
import type { TurnScope } from './turn-scope.js';

/** What is requested; kept unchanged, whatever is configured later. */
export type JobRequest = Pick<NewJob, 'template' | 'stages'> & Partial<NewJob>;

/**
 * Makes a queued job with its stages in one transaction; items are planned once it runs. Stages that this
 * process does not work on are left out, with an event. Returns the job's id.
 * @throws Fault `failed_precondition` if no stage is left
 */
export async function createJob<Effects>(scope: TurnScope<Effects>, request: JobRequest): Promise<number> {
  const { template, stages: wanted, config = {}, choices = {}, scope: limits = {} } = request;
  const { lanes } = scope.rules;
  const stages = wanted.filter((stage) => lanes.has(stage));
  if (stages.length === 0) {
    throw new Fault('failed_precondition', `no stage of the template "${template}" is configured`, {
      hint: `Configure what it needs: ${wanted.join(', ')}.`,
    });
  }
  const id = await scope.tx.jobs.insertJob({ template, config, choices, scope: limits, stages }, scope.now);
  scope.event(id, 'job_created', `${template}: ${stages.join(', ')}`);
  for (const stage of wanted) if (!lanes.has(stage)) scope.event(id, 'stage_left_out', `${stage} is not configured`);
  return id;
}
