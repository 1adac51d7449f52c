import type { Job, Stage } from './model.js';
import { hasEnded } from './states.js';
import type { TurnScope } from './turn-scope.js';

/**
 * Items of a stage are pending again, so the stage and its job have work again. Ended stages after it
 * are opened for another round of planning: what the retried items bring must reach them too.
 */
export async function reopenStage<E>(scope: TurnScope<E>, stageId: number): Promise<void> {
  const stage = await scope.tx.jobs.stage(stageId);
  const job = stage && (await scope.tx.jobs.job(stage.jobId));
  if (stage === undefined || job === undefined) return;
  if (hasEnded(stage.status))
    await scope.moveStage(stage, 'reopen', { endedAt: null, lastError: null, runAt: 0, failures: 0, flawed: false });
  await reopenJob(scope, job);
  for (const later of await scope.tx.jobs.stagesOf(job.id)) {
    // A stage that a person canceled stays so; one that was canceled because the job failed does not.
    const wanted = later.status !== 'canceled' || job.status === 'failed';
    if (later.seqNo > stage.seqNo && wanted) await replan(scope, later);
  }
}

/** A job that failed before its items did: its failed stages are tried again. False if there is none. */
export async function reopenFailedStages<E>(scope: TurnScope<E>, job: Job): Promise<boolean> {
  const stages = await scope.tx.jobs.stagesOf(job.id);
  const first = stages.find((stage) => stage.status === 'failed');
  if (first === undefined) return false;
  for (const stage of stages) if (stage.seqNo >= first.seqNo) await replan(scope, stage);
  await reopenJob(scope, job);
  return true;
}

async function reopenJob<E>(scope: TurnScope<E>, job: Job): Promise<void> {
  if (!hasEnded(job.status)) return;
  await scope.moveJob(job, 'reopen', { endedAt: null, lastError: null });
  scope.event(job.id, 'job_reopened', `it was ${job.status}`);
}

async function replan<E>(scope: TurnScope<E>, stage: Stage): Promise<void> {
  if (!hasEnded(stage.status)) return;
  const round = stage.planned ? stage.round + 1 : stage.round;
  await scope.moveStage(stage, 'reopen', { endedAt: null, lastError: null, planned: false, round, runAt: 0, failures: 0, flawed: false });
}
