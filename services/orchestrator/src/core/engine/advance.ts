import { type Job, openItems, type Stage } from './model.js';
import { resumeJob } from './pause.js';
import { hasEnded } from './states.js';
import { isDownloadClass } from './templates.js';
import type { TurnScope } from './turn-scope.js';

/** A stage that wants its items planned. */
export interface PlanningWish {
  readonly job: Job;
  readonly stage: Stage;
}

/** What the running jobs want next. */
export interface Agenda {
  /** Stages whose pending items may be claimed, with their jobs. */
  readonly claimable: PlanningWish[];
  readonly toPlan: PlanningWish[];
}

export type IsPlanning = (stageId: number) => boolean;

/**
 * Takes every job as far as it goes by itself: starts queued ones by lane, settles pauses, ends stages
 * and jobs, opens the next stage (behaviours 89, 101 to 103).
 */
export async function advanceJobs<E>(scope: TurnScope<E>, isPlanning: IsPlanning): Promise<Agenda> {
  const agenda: Agenda = { claimable: [], toPlan: [] };
  await startQueued(scope);
  for (const job of await scope.tx.jobs.jobsIn(['running', 'pause_requested'])) {
    const stages = await settlePauses(scope, job, isPlanning);
    if (job.status === 'pause_requested') await settleJobPause(scope, job, stages);
    else await advanceRunning(scope, job, stages, { agenda, isPlanning });
  }
  return agenda;
}

/** At most one job that downloads, and none while a volume has no room; beside it any that do not. */
async function startQueued<E>(scope: TurnScope<E>): Promise<void> {
  const queued = await scope.tx.jobs.jobsIn(['queued']);
  if (queued.length === 0) return;
  let laneTaken = (await scope.tx.ledger.holds()).some((hold) => hold.kind === 'volume');
  for (const active of await scope.tx.jobs.jobsIn(['running', 'pause_requested'])) {
    laneTaken ||= isDownloadClass(await scope.tx.jobs.stagesOf(active.id));
  }
  for (const job of queued) {
    const downloads = isDownloadClass(await scope.tx.jobs.stagesOf(job.id));
    if (downloads && laneTaken) continue;
    laneTaken ||= downloads;
    await scope.moveJob(job, 'start', { startedAt: job.startedAt ?? scope.now });
    scope.event(job.id, 'job_started', job.template);
  }
}

async function settlePauses<E>(scope: TurnScope<E>, job: Job, isPlanning: IsPlanning): Promise<Stage[]> {
  const stages: Stage[] = [];
  for (const stage of await scope.tx.jobs.stagesOf(job.id)) {
    const idle = stage.counts.running === 0 && !isPlanning(stage.id);
    const moved = stage.status === 'pause_requested' && idle ? await scope.moveStage(stage, 'settle_pause') : { stage };
    stages.push('stage' in moved ? moved.stage : stage);
  }
  return stages;
}

async function settleJobPause<E>(scope: TurnScope<E>, job: Job, stages: readonly Stage[]): Promise<void> {
  if (stages.some((stage) => stage.status === 'pause_requested' || stage.counts.running > 0)) return;
  const moved = await scope.moveJob(job, 'settle_pause');
  if ('refused' in moved) return;
  scope.event(job.id, 'paused', 'nothing of it runs any more');
  if (job.resumeWanted) await resumeJob(scope, moved.job);
}

interface Advance {
  readonly agenda: Agenda;
  readonly isPlanning: IsPlanning;
}

async function advanceRunning<E>(scope: TurnScope<E>, job: Job, stages: readonly Stage[], to: Advance): Promise<void> {
  const ended: Stage[] = [];
  for (const stage of stages) {
    const present = await endIfDone(scope, stage);
    if (!hasEnded(present.status)) return openStage(scope, job, present, to);
    ended.push(present);
  }
  const clean = ended.every((stage) => stage.status === 'completed');
  await scope.moveJob(job, clean ? 'finish' : 'finish_with_errors', { endedAt: scope.now });
  scope.event(job.id, 'job_ended', clean ? 'completed' : 'completed with errors');
}

async function endIfDone<E>(scope: TurnScope<E>, stage: Stage): Promise<Stage> {
  if (stage.status !== 'running' || !stage.planned || openItems(stage) > 0) return stage;
  const { failed, canceled, succeeded } = stage.counts;
  const event = failed + canceled > 0 || stage.flawed ? 'finish_with_errors' : 'finish';
  const moved = await scope.moveStage(stage, event, { endedAt: scope.now });
  if ('refused' in moved) return stage;
  scope.event(stage.jobId, 'stage_ended', `${stage.type}: ${succeeded} done, ${failed} failed, ${canceled} canceled`);
  return moved.stage;
}

/** The first stage that has not ended is the one that works (behaviour 102). */
async function openStage<E>(scope: TurnScope<E>, job: Job, stage: Stage, to: Advance): Promise<void> {
  let present = stage;
  if (present.status === 'pending' && present.runAt <= scope.now) {
    const moved = await scope.moveStage(present, 'start', { startedAt: present.startedAt ?? scope.now });
    if ('refused' in moved) return;
    present = moved.stage;
    scope.event(job.id, 'stage_started', present.type);
  }
  if (present.status !== 'running') return;
  to.agenda.claimable.push({ job, stage: present });
  if (!present.planned && present.runAt <= scope.now && !to.isPlanning(present.id)) to.agenda.toPlan.push({ job, stage: present });
}
