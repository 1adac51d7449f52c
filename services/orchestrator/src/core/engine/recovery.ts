import type { Job, PauseCause } from './model.js';
import { resumeJob } from './pause.js';
import { itemStatesAnswering } from './states.js';
import type { TurnScope } from './turn-scope.js';

export const RESTARTED = 'Runner restarted during execution';
export const STOPPED = 'Runner stopped during execution';

/**
 * Nothing runs any more, whatever the rows say: jobs and stages become paused, running items
 * interrupted with the given error (behaviours 96 to 99). Answers the jobs concerned.
 */
export async function interruptJobs<E>(scope: TurnScope<E>, error: string): Promise<Job[]> {
  const jobs = await scope.tx.jobs.jobsIn(['running', 'pause_requested']);
  for (const job of jobs) {
    await interruptItems(scope, job.id, error);
    for (const stage of await scope.tx.jobs.stagesOf(job.id)) {
      if (stage.status === 'running' || stage.status === 'pause_requested') await scope.moveStage(stage, 'restart');
    }
    await scope.moveJob(job, 'restart', { pausedBy: causeOf(job), lastError: job.lastError, resumeWanted: false });
    scope.event(job.id, 'recovery_requeued', error);
  }
  return jobs;
}

/** A pause that was asked for stays what it was; everything else waits because of the restart. */
function causeOf(job: Job): PauseCause {
  return job.status === 'pause_requested' && !job.resumeWanted ? (job.pausedBy ?? 'user') : 'restart';
}

async function interruptItems<E>(scope: TurnScope<E>, jobId: number, lastError: string): Promise<void> {
  const filter = { jobId, statuses: itemStatesAnswering('restart') };
  const limit = scope.options.commandBatch;
  for (let after = 0, more = true; more; ) {
    const moved = await scope.tx.items.move({ filter, after, limit, to: 'interrupted', now: scope.now, lastError, afresh: false });
    after = moved.lastId;
    more = moved.more;
  }
}

/**
 * What to do at a start, in one transaction: recovers what an earlier run left, then resumes it if so
 * configured. After too many crashes in a short while it stays paused, since resuming it may be what
 * crashes the program. Answers the id of this run.
 */
export async function recover<E>(scope: TurnScope<E>): Promise<number> {
  const { options, now, tx } = scope;
  const jobs = await interruptJobs(scope, RESTARTED);
  const run = await tx.ledger.beginRun({ now, since: now - options.crashWindowMs, interrupted: jobs.length > 0 });
  const looping = run.crashes >= options.crashLimit;
  const waiting = (await tx.jobs.jobsIn(['paused'])).filter((job) => job.pausedBy === 'restart');
  for (const job of waiting) {
    if (looping) await guard(scope, job, run.crashes);
    else if (options.recovery === 'resume') await resumeJob(scope, job);
  }
  return run.runId;
}

async function guard<E>(scope: TurnScope<E>, job: Job, crashes: number): Promise<void> {
  await scope.tx.jobs.updateJob(job.id, { pausedBy: 'crash_loop' });
  const minutes = Math.round(scope.options.crashWindowMs / 60_000);
  scope.event(job.id, 'crash_loop_guard', `${crashes} crashes within ${minutes} minutes: stays paused until a person resumes it`);
}
