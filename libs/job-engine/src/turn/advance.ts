import { type Job, type JobView, openItems, type Stage } from '../records/job.js';
import { hasEnded } from '../records/states.js';
import { resumeJob } from './pause.js';
import type { TurnScope } from './turn-scope.js';

/** An active stage with its job. */
export interface WorkingStage {
  readonly job: Job;
  readonly stage: Stage;
}

/** What the running jobs want next. */
export interface Agenda {
  /** Stages whose pending items may be claimed. */
  readonly claimable: WorkingStage[];
  /** Stages whose items are to be planned. */
  readonly toPlan: WorkingStage[];
}

export type IsPlanning = (stageId: number) => boolean;

/**
 * Advances every job as far as it goes by itself: starts queued ones by lane, settles pauses, ends stages and
 * jobs, opens the next stage (behaviours 89, 101 to 103). All jobs are read at once; only changed ones are
 * written.
 */
export async function advanceJobs<E>(scope: TurnScope<E>, isPlanning: IsPlanning): Promise<Agenda> {
  const agenda: Agenda = { claimable: [], toPlan: [] };
  const open = await scope.tx.jobs.jobsIn(['queued', 'running', 'pause_requested']);
  for (const view of await withStarted(scope, open)) {
    const stages = await settlePauses(scope, view, isPlanning);
    if (view.job.status === 'pause_requested') await settleJobPause(scope, { job: view.job, stages });
    else await advanceRunning(scope, { job: view.job, stages }, { agenda, isPlanning });
  }
  return agenda;
}

/** The active jobs, and the queued ones that begin now. */
async function withStarted<E>(scope: TurnScope<E>, open: readonly JobView[]): Promise<JobView[]> {
  const started = new Map<number, Job>();
  for (const due of await dueJobs(scope, open)) {
    const [job = due] = await scope.moveJobs([due], 'start', { startedAt: due.startedAt ?? scope.now });
    started.set(job.id, job);
    scope.event(job.id, 'job_started', job.template);
  }
  return open.map(({ job, stages }) => ({ job: started.get(job.id) ?? job, stages })).filter(({ job }) => job.status !== 'queued');
}

/** At most one job of the exclusive lane, none while a volume is full; any number of the general lane. */
async function dueJobs<E>(scope: TurnScope<E>, open: readonly JobView[]): Promise<Job[]> {
  const queued = open.filter(({ job }) => job.status === 'queued');
  // Nearly every turn: the holds need not be read.
  if (queued.length === 0) return [];
  let taken =
    open.some(({ job, stages }) => job.status !== 'queued' && scope.isExclusive(stages)) ||
    (await scope.tx.ledger.holds()).some((hold) => hold.kind === 'volume');
  const due: Job[] = [];
  for (const { job, stages } of queued) {
    const exclusive = scope.isExclusive(stages);
    if (exclusive && taken) continue;
    taken ||= exclusive;
    due.push(job);
  }
  return due;
}

async function settlePauses<E>(scope: TurnScope<E>, { stages }: JobView, isPlanning: IsPlanning): Promise<readonly Stage[]> {
  const idle = ({ id, counts }: Stage): boolean => counts.running === 0 && !isPlanning(id);
  const settled = await scope.moveStages(stages.filter(idle), 'settle_pause');
  return stages.map((stage) => settled.find(({ id }) => id === stage.id) ?? stage);
}

async function settleJobPause<E>(scope: TurnScope<E>, { job, stages }: JobView): Promise<void> {
  if (stages.some((stage) => stage.status === 'pause_requested' || stage.counts.running > 0)) return;
  const [paused = job] = await scope.moveJobs([job], 'settle_pause');
  scope.event(job.id, 'paused', 'no item is running any more');
  if (job.resumeWanted) await resumeJob(scope, { job: paused, stages });
}

interface Advance {
  readonly agenda: Agenda;
  readonly isPlanning: IsPlanning;
}

async function advanceRunning<E>(scope: TurnScope<E>, { job, stages }: JobView, to: Advance): Promise<void> {
  const ended: Stage[] = [];
  for (const stage of stages) {
    const present = await endIfDone(scope, stage);
    if (!hasEnded(present.status)) return openStage(scope, job, present, to);
    ended.push(present);
  }
  const clean = ended.every((stage) => stage.status === 'completed');
  await scope.moveJobs([job], clean ? 'finish' : 'finish_with_errors', { endedAt: scope.now });
  scope.event(job.id, 'job_ended', clean ? 'completed' : 'completed with errors');
}

async function endIfDone<E>(scope: TurnScope<E>, stage: Stage): Promise<Stage> {
  if (stage.status !== 'running' || !stage.planned || openItems(stage) > 0) return stage;
  const { failed, canceled, succeeded } = stage.counts;
  const event = failed + canceled > 0 || stage.flawed ? 'finish_with_errors' : 'finish';
  const [ended = stage] = await scope.moveStages([stage], event, { endedAt: scope.now });
  scope.event(stage.jobId, 'stage_ended', `${stage.type}: ${succeeded} done, ${failed} failed, ${canceled} canceled`);
  return ended;
}

/** The first stage that has not ended is the active one (behaviour 102). */
async function openStage<E>(scope: TurnScope<E>, job: Job, stage: Stage, to: Advance): Promise<void> {
  let present = stage;
  if (present.status === 'pending') {
    [present = stage] = await scope.moveStages([stage], 'start', { startedAt: stage.startedAt ?? scope.now });
    scope.event(job.id, 'stage_started', present.type);
  }
  if (present.status !== 'running') return;
  to.agenda.claimable.push({ job, stage: present });
  if (!present.planned && present.runAt <= scope.now && !to.isPlanning(present.id)) to.agenda.toPlan.push({ job, stage: present });
}
