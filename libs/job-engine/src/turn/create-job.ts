import { Fault } from '@catalogsync/faults';
import type { NewJob } from '../records/engine-records.js';
import type { TurnScope } from './turn-scope.js';

/** What is requested; kept unchanged, whatever is configured later. */
export interface JobRequest extends Pick<NewJob, 'template' | 'stages'>, Partial<Omit<NewJob, 'template' | 'stages'>> {
  /** Why stages of the template are not among `stages`, or may be left out here, by stage; shown with the job. */
  readonly whyLeftOut?: Readonly<Record<string, string>>;
}

/**
 * Makes a queued job with its stages in one transaction; items are planned once it runs. Stages that this
 * process does not work on are left out, with an event that says why. Returns the job's id.
 * @throws Fault `failed_precondition` if no stage is left
 */
export async function createJob<Effects>(scope: TurnScope<Effects>, request: JobRequest): Promise<number> {
  const { template, stages: wanted, config = {}, choices = {}, scope: limits = {}, whyLeftOut = {} } = request;
  const { lanes } = scope.rules;
  const stages = wanted.filter((stage) => lanes.has(stage));
  if (stages.length === 0) {
    throw new Fault('failed_precondition', `no stage of the template "${template}" is configured`, {
      hint: `Configure what it needs: ${wanted.join(', ')}.`,
    });
  }
  const id = await scope.tx.jobs.insertJob({ template, config, choices, scope: limits, stages }, scope.now);
  scope.event(id, 'job_created', `${template}: ${stages.join(', ')}`);
  const missing = wanted.filter((stage) => !lanes.has(stage));
  for (const stage of new Set([...Object.keys(whyLeftOut).filter((one) => !wanted.includes(one)), ...missing])) {
    scope.event(id, 'stage_left_out', `${stage} is left out: ${whyLeftOut[stage] ?? 'it is not configured'}`);
  }
  return id;
}
