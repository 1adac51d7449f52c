import type { Job, JobView, Stage } from '../records/job.js';
import { hasEnded } from '../records/states.js';
import type { TurnScope } from './turn-scope.js';

/** Fields that an ended stage clears when it has work again. */
const anew = { endedAt: undefined, lastError: undefined, runAt: 0, failures: 0, flawed: false } as const;

/**
 * Items of these stages are pending again, so the stages and their jobs have work again. Ended later stages are
 * opened for another round of planning, because the results of the retried items must reach them too.
 * Returns the stages.
 */
export async function reopenStages<E>(scope: TurnScope<E>, stageIds: readonly number[]): Promise<Stage[]> {
  const retried: Stage[] = [];
  for (const { job, stages } of await scope.tx.jobs.jobsOfStages(stageIds)) {
    const own = stages.filter(({ id }) => stageIds.includes(id));
    const first = Math.min(...own.map(({ seqNo }) => seqNo));
    // A stage that a person canceled stays canceled; one canceled because the job failed does not.
    const later = stages.filter(({ seqNo, status }) => seqNo > first && (status !== 'canceled' || job.status === 'failed'));
    await scope.moveStages(own, 'reopen', anew);
    await reopenJob(scope, job);
    await replan(scope, later);
    retried.push(...own);
  }
  return retried;
}

/** For a job that failed before any of its items did: retries its failed stages. */
export async function reopenFailedStages<E>(scope: TurnScope<E>, { job, stages }: JobView): Promise<void> {
  const first = stages.find((stage) => stage.status === 'failed');
  if (first === undefined) return;
  await replan(
    scope,
    stages.filter(({ seqNo }) => seqNo >= first.seqNo),
  );
  await reopenJob(scope, job);
}

async function reopenJob<E>(scope: TurnScope<E>, job: Job): Promise<void> {
  if (!hasEnded(job.status)) return;
  await scope.moveJobs([job], 'reopen', { endedAt: undefined, lastError: undefined });
  scope.event(job.id, 'job_reopened', `it was ${job.status}`);
}

/** Those of them that ended; nearly always in the same round. */
async function replan<E>(scope: TurnScope<E>, stages: readonly Stage[]): Promise<void> {
  for (const [round, same] of Map.groupBy(stages, (stage) => (stage.planned ? stage.round + 1 : stage.round))) {
    await scope.moveStages(same, 'reopen', { ...anew, planned: false, round });
  }
}
