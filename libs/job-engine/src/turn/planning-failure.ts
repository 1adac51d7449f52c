import { waitAfterFailure } from '../records/back-off.js';
import type { ErrorClass } from '../records/error-class.js';
import { openItems } from '../records/job.js';
import type { TurnScope } from './turn-scope.js';

export interface PlanningFailure {
  readonly stageId: number;
  readonly errorClass: ErrorClass;
  readonly message: string;
  readonly random: number;
}

/**
 * The items of a stage could not be planned: tried again later as the class of the error allows; after
 * that the stage cannot run, and the job has failed (behaviour 103).
 */
export async function failPlanning<E>(scope: TurnScope<E>, { stageId, errorClass, message, random }: PlanningFailure): Promise<void> {
  const [view] = await scope.tx.jobs.jobsOfStages([stageId]);
  const stage = view?.stages.find(({ id }) => id === stageId);
  if (view === undefined || stage?.status !== 'running') return;
  const { job, stages } = view;
  const failures = stage.failures + 1;
  const wait = waitAfterFailure(scope.rules.options.backOff[errorClass], failures, random);
  scope.event(job.id, 'planning_failed', `${stage.type}: ${message}`);
  if (wait !== undefined) {
    await scope.tx.jobs.updateStages([stageId], { failures, runAt: scope.now + wait, lastError: message });
    return;
  }
  await scope.moveStages([stage], 'fail', { failures, endedAt: scope.now, lastError: message });
  await scope.moveJobs([job], 'fail', { endedAt: scope.now, lastError: `${stage.type}: ${message}` });
  await scope.moveStages(
    stages.filter((other) => other !== stage),
    'cancel',
    { endedAt: scope.now },
  );
  scope.event(job.id, 'job_ended', `failed: ${message}`);
  // What was planned before the failure follows as after a cancel.
  if (stages.some((one) => openItems(one) > 0)) scope.command('cancel', { jobId: job.id });
}
