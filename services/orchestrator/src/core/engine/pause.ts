import type { Job, PauseCause, Stage } from './model.js';
import { transitionAlong } from './state-table.js';
import { jobTable, stageTable } from './states.js';
import type { TurnScope } from './turn-scope.js';

/** Why a command changes nothing, or undefined when it applied. */
export type Refusal = string | undefined;

export interface PauseReason {
  readonly by: PauseCause;
  readonly volume?: string;
}

/**
 * Soft: what runs finishes, nothing more begins (behaviours 87, 88). A queued job walks to `paused`
 * without having begun anything. A person's pause takes over one that a program made, so that no
 * program resumes it.
 */
export async function pauseJob<E>(scope: TurnScope<E>, job: Job, reason: PauseReason): Promise<Refusal> {
  const marks = { pausedBy: reason.by, pausedVolume: reason.volume ?? null, resumeWanted: false };
  if (job.status === 'queued') {
    const path = transitionAlong(jobTable, job.status, ['start', 'request_pause', 'settle_pause']);
    if (!path.ok) return path.reason;
    await scope.tx.jobs.updateJob(job.id, { ...marks, status: path.to });
    scope.event(job.id, 'paused', pauseText(reason));
    return undefined;
  }
  if (job.status === 'pause_requested' || job.status === 'paused') {
    const takesOver = reason.by === 'user' && (job.pausedBy !== 'user' || job.resumeWanted);
    if (!takesOver) return `the job is ${job.status} already`;
    await scope.tx.jobs.updateJob(job.id, marks);
    scope.event(job.id, 'pause_requested', pauseText(reason));
    return undefined;
  }
  const moved = await scope.moveJob(job, 'request_pause', marks);
  if ('refused' in moved) return moved.refused;
  scope.event(job.id, 'pause_requested', pauseText(reason));
  for (const stage of await scope.tx.jobs.stagesOf(job.id)) if (stage.status === 'running') await haltStage(scope, stage);
  return undefined;
}

function pauseText(reason: PauseReason): string {
  switch (reason.by) {
    case 'user':
      return 'asked for by a person';
    case 'restart':
      return 'the program was restarted';
    case 'crash_loop':
      return 'the program crashed several times in a short while';
    case 'disk_full':
      return `no room left on ${reason.volume ?? 'the volume'}: free some space or set another folder`;
  }
}

async function haltStage<E>(scope: TurnScope<E>, stage: Stage): Promise<Refusal> {
  const moved = await scope.moveStage(stage, 'request_pause');
  if ('refused' in moved) return moved.refused;
  scope.after.stoppedStages.add(stage.id);
  scope.after.pausedStages.add(stage.id);
  return undefined;
}

/** Pauses one stage; the job stays as it is, but nothing after that stage can start. */
export async function pauseStage<E>(scope: TurnScope<E>, stage: Stage): Promise<Refusal> {
  if (stage.status === 'pending') {
    const path = transitionAlong(stageTable, stage.status, ['start', 'request_pause', 'settle_pause']);
    if (!path.ok) return path.reason;
    await scope.tx.jobs.updateStage(stage.id, { status: path.to });
  } else {
    const refusal = await haltStage(scope, stage);
    if (refusal !== undefined) return refusal;
  }
  scope.event(stage.jobId, 'pause_requested', `stage ${stage.type}`);
  return undefined;
}

/** Back into the queue; what a crash interrupted is pending again (behaviour 90). */
export async function resumeJob<E>(scope: TurnScope<E>, job: Job): Promise<Refusal> {
  if (job.status === 'pause_requested') {
    if (job.resumeWanted) return 'the job resumes as soon as it is paused already';
    await scope.tx.jobs.updateJob(job.id, { resumeWanted: true });
    scope.after.touchedJobs.add(job.id);
    return undefined;
  }
  const moved = await scope.moveJob(job, 'resume', { pausedBy: null, pausedVolume: null, resumeWanted: false });
  if ('refused' in moved) return moved.refused;
  for (const stage of await scope.tx.jobs.stagesOf(job.id)) {
    if (stage.status === 'paused') await scope.moveStage(stage, 'resume');
    if (stage.counts.interrupted > 0) await releaseInterrupted(scope, stage.id);
  }
  if (job.pausedVolume !== null) await scope.tx.ledger.release('volume', job.pausedVolume);
  scope.event(job.id, 'resumed', 'back in the queue');
  return undefined;
}

export async function resumeStage<E>(scope: TurnScope<E>, stage: Stage): Promise<Refusal> {
  const moved = await scope.moveStage(stage, 'resume');
  if ('refused' in moved) return moved.refused;
  if (stage.counts.interrupted > 0) await releaseInterrupted(scope, stage.id);
  scope.event(stage.jobId, 'resumed', `stage ${stage.type}`);
  return undefined;
}

async function releaseInterrupted<E>(scope: TurnScope<E>, stageId: number): Promise<void> {
  const filter = { stageId, statuses: ['interrupted'] } as const;
  const limit = scope.options.commandBatch;
  for (let after = 0, more = true; more; ) {
    const moved = await scope.tx.items.move({ filter, after, limit, to: 'pending', now: scope.now, afresh: false });
    after = moved.lastId;
    more = moved.more;
  }
}
