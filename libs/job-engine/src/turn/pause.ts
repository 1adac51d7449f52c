import type { ItemFilter } from '../records/engine-records.js';
import type { Job, JobView, Stage } from '../records/job.js';
import { follow, type ItemStatus, jobTable, stageTable } from '../records/states.js';
import type { TurnScope } from './turn-scope.js';

/** Why a command changes nothing, or undefined if it applied. */
export type Refusal = string | undefined;

/** Who asks for the pause; a restart pauses in its own way, see recovery.ts. */
export type PauseReason = { readonly by: 'user'; readonly volume?: undefined } | { readonly by: 'disk_full'; readonly volume: string };

export const refusalOfJob = ({ status }: Job): string => `the job is ${status}`;
export const refusalOfStage = ({ status }: Stage): string => `the stage is ${status}`;

/**
 * Soft: running items finish, nothing new begins (behaviours 87, 88). A queued job becomes `paused` without
 * having begun. A person's pause replaces one that a program made, so that no program resumes it.
 */
export async function pauseJob<E>(scope: TurnScope<E>, { job, stages }: JobView, reason: PauseReason): Promise<Refusal> {
  const marks = { pausedBy: reason.by, pausedVolume: reason.volume, resumeWanted: false };
  if (job.status === 'queued') {
    await scope.tx.jobs.updateJobs([job.id], { ...marks, status: follow(jobTable, job.status, beginPaused) });
    scope.event(job.id, 'paused', pauseText(reason));
    return undefined;
  }
  if (job.status === 'pause_requested' || job.status === 'paused') {
    // Only a person asks for this: full volumes pause running jobs.
    if (job.pausedBy === 'user' && !job.resumeWanted) return `the job is already ${job.status}`;
    await scope.tx.jobs.updateJobs([job.id], marks);
    scope.event(job.id, 'pause_requested', pauseText(reason));
    return undefined;
  }
  const [moved] = await scope.moveJobs([job], 'request_pause', marks);
  if (moved === undefined) return refusalOfJob(job);
  scope.event(job.id, 'pause_requested', pauseText(reason));
  await haltStages(scope, stages);
  return undefined;
}

/** What leads from waiting to paused without any work. */
const beginPaused = ['start', 'request_pause', 'settle_pause'] as const;

export const noRoomOn = (volume: string): string => `no room left on ${volume}: free some space or choose another folder`;

const pauseText = (reason: PauseReason): string => (reason.by === 'user' ? 'requested by a person' : noRoomOn(reason.volume));

/** Returns how many of them were running. */
async function haltStages<E>(scope: TurnScope<E>, stages: readonly Stage[]): Promise<number> {
  const moved = await scope.moveStages(stages, 'request_pause');
  for (const { id } of moved) scope.after.haltedStages.add(id);
  return moved.length;
}

/** Pauses one stage; the job keeps its state, but later stages cannot start. */
export async function pauseStage<E>(scope: TurnScope<E>, stage: Stage): Promise<Refusal> {
  if (stage.status === 'pending') {
    await scope.tx.jobs.updateStages([stage.id], { status: follow(stageTable, stage.status, beginPaused) });
  } else if ((await haltStages(scope, [stage])) === 0) return refusalOfStage(stage);
  scope.event(stage.jobId, 'pause_requested', `stage ${stage.type}`);
  return undefined;
}

/** Back into the queue; items interrupted by a crash are pending again (behaviour 90). */
export async function resumeJob<E>(scope: TurnScope<E>, { job, stages }: JobView): Promise<Refusal> {
  if (job.status === 'pause_requested') {
    if (job.resumeWanted) return 'the job already resumes as soon as it is paused';
    await scope.tx.jobs.updateJobs([job.id], { resumeWanted: true });
    scope.after.touchedJobs.add(job.id);
    return undefined;
  }
  const [moved] = await scope.moveJobs([job], 'resume', { pausedBy: undefined, pausedVolume: undefined, resumeWanted: false });
  if (moved === undefined) return refusalOfJob(job);
  await scope.moveStages(stages, 'resume');
  await moveItems(scope, { jobId: job.id, statuses: interrupted }, 'pending');
  if (job.pausedVolume !== undefined) await scope.tx.ledger.release([{ kind: 'volume', name: job.pausedVolume }]);
  scope.event(job.id, 'resumed', 'back in the queue');
  return undefined;
}

export async function resumeStage<E>(scope: TurnScope<E>, stage: Stage): Promise<Refusal> {
  const [moved] = await scope.moveStages([stage], 'resume');
  if (moved === undefined) return refusalOfStage(stage);
  await moveItems(scope, { stageId: stage.id, statuses: interrupted }, 'pending');
  scope.event(stage.jobId, 'resumed', `stage ${stage.type}`);
  return undefined;
}

const interrupted = ['interrupted'] as const;

/** Moves all matching items, in batches within this one transaction. */
export async function moveItems<E>(scope: TurnScope<E>, filter: ItemFilter, to: ItemStatus, lastError?: string): Promise<void> {
  const limit = scope.rules.options.commandBatch;
  for (let after = 0, more = true; more; ) {
    const moved = await scope.tx.items.move({ filter, after, limit, to, now: scope.now, lastError, afresh: false });
    after = moved.lastId;
    more = moved.more;
  }
}
