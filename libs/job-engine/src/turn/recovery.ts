import type { Job, JobView, PauseCause } from '../records/job.js';
import { itemStatesAnswering } from '../records/states.js';
import { moveItems, resumeJob } from './pause.js';
import type { TurnScope } from './turn-scope.js';

const RESTARTED = 'Runner restarted during execution';
export const STOPPED = 'Runner stopped during execution';

/**
 * Nothing is running, whatever the rows say: jobs and stages become paused, running items interrupted with
 * the given error (behaviours 96 to 99). Returns how many jobs are affected.
 */
export async function interruptJobs<E>(scope: TurnScope<E>, error: string): Promise<number> {
  const views = await scope.tx.jobs.jobsIn(['running', 'pause_requested']);
  for (const { job, stages } of views) {
    await moveItems(scope, { jobId: job.id, statuses: itemStatesAnswering('restart') }, 'interrupted', error);
    await scope.moveStages(stages, 'restart');
    await scope.moveJobs([job], 'restart', { pausedBy: causeOf(job), resumeWanted: false });
    scope.event(job.id, 'recovery_requeued', error);
  }
  return views.length;
}

/** A requested pause stays as it was; everything else waits because of the restart. */
function causeOf(job: Job): PauseCause {
  return job.status === 'pause_requested' && !job.resumeWanted ? (job.pausedBy ?? 'user') : 'restart';
}

/**
 * What a start does, in one transaction: recovers what an earlier run left, then resumes it if configured.
 * After too many crashes in a short time it stays paused, since resuming may be what crashes the program.
 * Returns the id of this run.
 */
export async function recover<E>(scope: TurnScope<E>): Promise<number> {
  const { now, tx } = scope;
  const { crashWindowMs, crashLimit, recovery } = scope.rules.options;
  const interrupted = (await interruptJobs(scope, RESTARTED)) > 0;
  const run = await tx.ledger.beginRun({ now, since: now - crashWindowMs, interrupted });
  const waiting = (await tx.jobs.jobsIn(['paused'])).filter(({ job }) => job.pausedBy === 'restart');
  if (run.crashes >= crashLimit) {
    await keepPaused(scope, waiting, run.crashes);
  } else if (recovery === 'resume') for (const view of waiting) await resumeJob(scope, view);
  return run.runId;
}

async function keepPaused<E>(scope: TurnScope<E>, views: readonly JobView[], crashes: number): Promise<void> {
  const jobIds = views.map(({ job }) => job.id);
  await scope.tx.jobs.updateJobs(jobIds, { pausedBy: 'crash_loop' });
  const minutes = Math.round(scope.rules.options.crashWindowMs / 60_000);
  const message = `${crashes} crashes within ${minutes} minutes: jobs stay paused until you resume them`;
  for (const jobId of jobIds) scope.event(jobId, 'crash_loop_guard', message);
}
