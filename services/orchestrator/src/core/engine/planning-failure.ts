import { waitAfterFailure } from './back-off.js';
import type { ErrorClass } from './error-class.js';
import { openItems } from './model.js';
import { hasEnded } from './states.js';
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
export async function failPlanning<E>(scope: TurnScope<E>, failure: PlanningFailure): Promise<void> {
  const stage = await scope.tx.jobs.stage(failure.stageId);
  if (stage === undefined || stage.status !== 'running') return;
  const failures = stage.failures + 1;
  const wait = waitAfterFailure(scope.options.backOff[failure.errorClass], failures, failure.random);
  scope.event(stage.jobId, 'planning_failed', `${stage.type}: ${failure.message}`);
  if (wait !== undefined) {
    await scope.tx.jobs.updateStage(stage.id, { failures, runAt: scope.now + wait, lastError: failure.message });
    return;
  }
  const job = await scope.tx.jobs.job(stage.jobId);
  if (job === undefined) return;
  await scope.moveStage(stage, 'fail', { failures, endedAt: scope.now, lastError: failure.message });
  await scope.moveJob(job, 'fail', { endedAt: scope.now, lastError: `${stage.type}: ${failure.message}` });
  let open = 0;
  for (const other of await scope.tx.jobs.stagesOf(job.id)) {
    if (!hasEnded(other.status)) await scope.moveStage(other, 'cancel', { endedAt: scope.now });
    scope.after.pausedStages.add(other.id);
    open += openItems(other);
  }
  scope.event(job.id, 'job_ended', `failed: ${failure.message}`);
  // What was planned before the failure follows as after a cancel.
  if (open > 0) await scope.command('cancel', { jobId: job.id });
}
