import { type JobView, openItems, type Stage } from '../records/job.js';
import type { Command, CommandOutcome, CommandTarget } from '../records/ledger.js';
import { hasEnded, type JobStatus } from '../records/states.js';
import { driftOf } from './as-seen.js';
import { type CommandProgress, cancelable, cancelItems, cancelJob, cancelStage } from './cancel.js';
import { overJobs } from './many-jobs.js';
import { pauseJob, pauseStage, type Refusal, resumeJob, resumeStage } from './pause.js';
import { retry } from './retry.js';
import type { TurnScope } from './turn-scope.js';

const openStatuses: readonly JobStatus[] = ['queued', 'running', 'pause_requested', 'paused'];

const rejected = (reason: string): CommandProgress => ({ kind: 'rejected', reason });

/** What a pause, resume or cancel applies to. */
type Aim =
  | { readonly at: 'job'; readonly view: JobView }
  | { readonly at: 'stage'; readonly stage: Stage }
  | { readonly at: 'source'; readonly source: string }
  | { readonly at: 'everything' };

async function aimOf<E>(scope: TurnScope<E>, target: CommandTarget): Promise<Aim | { readonly at: 'nothing'; readonly reason: string }> {
  const { jobId, stageId, source } = target;
  if (target.errorClass !== undefined) return { at: 'nothing', reason: 'only a retry takes an error class' };
  if (source === '') return { at: 'nothing', reason: 'the name of the source is empty' };
  if (stageId !== undefined) {
    const [view] = await scope.tx.jobs.jobsOfStages([stageId]);
    const stage = view?.stages.find(({ id }) => id === stageId);
    if (stage === undefined) return { at: 'nothing', reason: `there is no stage ${stageId}` };
    if (jobId !== undefined && jobId !== stage.jobId) return { at: 'nothing', reason: `there is no stage ${stageId} in job ${jobId}` };
    if (source === undefined) return { at: 'stage', stage };
  }
  if (jobId !== undefined) {
    const [view] = await scope.tx.jobs.jobs([jobId]);
    if (view === undefined) return { at: 'nothing', reason: `there is no job ${jobId}` };
    if (source === undefined) return { at: 'job', view };
  }
  return source === undefined ? { at: 'everything' } : { at: 'source', source };
}

function settled(refusal: Refusal): CommandProgress {
  return refusal === undefined ? { kind: 'applied', affected: 1 } : rejected(refusal);
}

/** Every job that has not ended; those the event does not apply to are skipped. */
async function everyOpenJob<E>(scope: TurnScope<E>, act: (view: JobView) => Promise<Refusal>): Promise<CommandProgress> {
  let affected = 0;
  for (const view of await scope.tx.jobs.jobsIn(openStatuses)) if ((await act(view)) === undefined) affected += 1;
  return { kind: 'applied', affected };
}

async function pause<E>(scope: TurnScope<E>, aim: Aim): Promise<CommandProgress> {
  const reason = { by: 'user' } as const;
  switch (aim.at) {
    case 'job':
      return settled(await pauseJob(scope, aim.view, reason));
    case 'stage':
      return settled(await pauseStage(scope, aim.stage));
    case 'source':
      return (await scope.tx.ledger.hold({ kind: 'source', name: aim.source, since: scope.now }))
        ? settled(undefined)
        : rejected(`the source ${aim.source} is already paused`);
    case 'everything':
      return everyOpenJob(scope, (view) => pauseJob(scope, view, reason));
  }
}

async function resume<E>(scope: TurnScope<E>, aim: Aim): Promise<CommandProgress> {
  switch (aim.at) {
    case 'job':
      return settled(await resumeJob(scope, aim.view));
    case 'stage':
      return settled(await resumeStage(scope, aim.stage));
    case 'source':
      return (await scope.tx.ledger.release([{ kind: 'source', name: aim.source }])) > 0
        ? settled(undefined)
        : rejected(`the source ${aim.source} is not paused`);
    case 'everything':
      await scope.tx.ledger.release(await scope.tx.ledger.holds());
      return everyOpenJob(scope, (view) => resumeJob(scope, view));
  }
}

/** True if a cancel was cut short or a failure left items behind: the rest is canceled instead of refusing. */
const leavesItems = (stage: Stage): boolean => openItems(stage) > 0;

async function cancel<E>(scope: TurnScope<E>, aim: Aim, command: Command): Promise<CommandProgress> {
  switch (aim.at) {
    case 'job': {
      const { job, stages } = aim.view;
      const rest = hasEnded(job.status) && stages.some(leavesItems);
      const refusal = rest || command.cursor > 0 ? undefined : await cancelJob(scope, aim.view);
      return refusal === undefined ? cancelItems(scope, command, { jobId: job.id }) : rejected(refusal);
    }
    case 'stage': {
      const rest = hasEnded(aim.stage.status) && leavesItems(aim.stage);
      const refusal = rest || command.cursor > 0 ? undefined : await cancelStage(scope, aim.stage);
      return refusal === undefined ? cancelItems(scope, command, { stageId: aim.stage.id }) : rejected(refusal);
    }
    case 'source':
      return cancelItems(scope, command, { jobId: command.target.jobId, stageId: command.target.stageId, source: aim.source });
    case 'everything':
      return cancelEverything(scope);
  }
}

/** A separate command per job cancels its items, so that they do not fill one turn. */
async function cancelEverything<E>(scope: TurnScope<E>): Promise<CommandProgress> {
  return everyOpenJob(scope, async (view) => {
    const refusal = await cancelJob(scope, view);
    if (refusal === undefined && view.stages.some(leavesItems)) scope.command('cancel', { jobId: view.job.id });
    return refusal;
  });
}

async function cancelOneItem<E>(scope: TurnScope<E>, itemId: number): Promise<CommandProgress> {
  const item = await scope.tx.items.item(itemId);
  if (item === undefined) return rejected(`there is no item ${itemId}`);
  const move = { statuses: cancelable, to: 'canceled', now: scope.now, afresh: false } as const;
  if (!(await scope.tx.items.moveOne(itemId, move))) return rejected(`the item is ${item.status}`);
  scope.after.abortedItems.add(itemId);
  return settled(undefined);
}

async function progressOf<E>(scope: TurnScope<E>, command: Command): Promise<CommandProgress> {
  const drift = await driftOf(scope, command);
  if (drift !== undefined) return rejected(drift);
  return command.target.jobIds === undefined ? progressOfOne(scope, command) : overJobs(scope, command, progressOfOne);
}

async function progressOfOne<E>(scope: TurnScope<E>, command: Command): Promise<CommandProgress> {
  const { type, target } = command;
  if (type === 'retry_item' || type === 'force_retry_item') return retry(scope, command, type);
  if (type !== 'pause' && type !== 'resume' && type !== 'cancel') return rejected(`unknown command "${type}"`);
  if (target.itemId !== undefined) {
    return type === 'cancel' ? cancelOneItem(scope, target.itemId) : rejected(`${type} does not apply to one item`);
  }
  const aim = await aimOf(scope, target);
  if (aim.at === 'nothing') return rejected(aim.reason);
  const narrowed = target.jobId !== undefined || target.stageId !== undefined;
  if (aim.at === 'source' && narrowed && type !== 'cancel') return rejected(`${type} of a source applies to all jobs`);
  if (type === 'pause') return pause(scope, aim);
  return type === 'resume' ? resume(scope, aim) : cancel(scope, aim, command);
}

/**
 * Applies the pending commands in ascending id, each once, and records the outcome (behaviours 93 to 95).
 * A command over many items continues in the next turn, and later commands wait for it.
 */
export async function applyCommands<E>(scope: TurnScope<E>, limit: number): Promise<void> {
  const done: CommandOutcome[] = [];
  for (const command of await scope.tx.ledger.pendingCommands(limit)) {
    const progress = await progressOf(scope, command);
    if (command.target.jobId !== undefined) scope.after.touchedJobs.add(command.target.jobId);
    if (progress.kind === 'goes_on') {
      const { cursor, affected, jobsDone = 0 } = progress;
      await scope.tx.ledger.updateCommands([{ ...command, cursor, affected, jobsDone, status: 'pending', reason: undefined }], scope.now);
      scope.after.goesOn = true;
      break;
    }
    if (progress.kind === 'rejected') done.push({ ...command, status: 'rejected', reason: progress.reason });
    else {
      const { affected, jobsDone = 0 } = progress;
      done.push({ ...command, affected, jobsDone, status: 'applied', reason: undefined });
    }
  }
  await scope.tx.ledger.updateCommands(done, scope.now);
  scope.after.settledCommands.push(...done.map(({ id }) => id));
}
