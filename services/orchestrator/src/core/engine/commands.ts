import { type CommandProgress, cancelItems, cancelJob, cancelStage } from './cancel.js';
import { type Command, type CommandTarget, type Job, openItems, type Stage } from './model.js';
import { pauseJob, pauseStage, type Refusal, resumeJob, resumeStage } from './pause.js';
import { retry } from './retry.js';
import { hasEnded, type JobStatus } from './states.js';
import type { TurnScope } from './turn-scope.js';

const openStatuses: readonly JobStatus[] = ['queued', 'running', 'pause_requested', 'paused'];

const rejected = (reason: string): CommandProgress => ({ kind: 'rejected', reason });

/** What pause, resume and cancel are aimed at. */
type Aim =
  | { readonly at: 'job'; readonly job: Job }
  | { readonly at: 'stage'; readonly stage: Stage }
  | { readonly at: 'source'; readonly source: string }
  | { readonly at: 'everything' };

async function aimOf<E>(scope: TurnScope<E>, target: CommandTarget): Promise<Aim | { readonly at: 'nothing'; readonly reason: string }> {
  const { jobId, stageId, source } = target;
  if (target.errorClass !== undefined) return { at: 'nothing', reason: 'an error class fits a retry only' };
  if (source === '') return { at: 'nothing', reason: 'the name of the source is empty' };
  if (stageId !== undefined) {
    const stage = await scope.tx.jobs.stage(stageId);
    if (stage === undefined) return { at: 'nothing', reason: `there is no stage ${stageId}` };
    if (source === undefined) return { at: 'stage', stage };
  }
  if (jobId !== undefined) {
    const job = await scope.tx.jobs.job(jobId);
    if (job === undefined) return { at: 'nothing', reason: `there is no job ${jobId}` };
    if (source === undefined && stageId === undefined) return { at: 'job', job };
  }
  return source === undefined ? { at: 'everything' } : { at: 'source', source };
}

function settled(refusal: Refusal): CommandProgress {
  return refusal === undefined ? { kind: 'applied', affected: 1 } : rejected(refusal);
}

/** Every job that has not ended; those the event does not apply to are passed over. */
async function everyOpenJob<E>(scope: TurnScope<E>, act: (job: Job) => Promise<Refusal>): Promise<CommandProgress> {
  let affected = 0;
  for (const job of await scope.tx.jobs.jobsIn(openStatuses)) if ((await act(job)) === undefined) affected += 1;
  return { kind: 'applied', affected };
}

async function pause<E>(scope: TurnScope<E>, aim: Aim): Promise<CommandProgress> {
  const reason = { by: 'user' } as const;
  switch (aim.at) {
    case 'job':
      return settled(await pauseJob(scope, aim.job, reason));
    case 'stage':
      return settled(await pauseStage(scope, aim.stage));
    case 'source':
      return (await scope.tx.ledger.hold({ kind: 'source', name: aim.source, since: scope.now }))
        ? settled(undefined)
        : rejected(`the source ${aim.source} is paused already`);
    case 'everything':
      return everyOpenJob(scope, (job) => pauseJob(scope, job, reason));
  }
}

async function resume<E>(scope: TurnScope<E>, aim: Aim): Promise<CommandProgress> {
  switch (aim.at) {
    case 'job':
      return settled(await resumeJob(scope, aim.job));
    case 'stage':
      return settled(await resumeStage(scope, aim.stage));
    case 'source':
      return (await scope.tx.ledger.release('source', aim.source))
        ? settled(undefined)
        : rejected(`the source ${aim.source} is not paused`);
    case 'everything': {
      for (const hold of await scope.tx.ledger.holds()) await scope.tx.ledger.release(hold.kind, hold.name);
      return everyOpenJob(scope, (job) => resumeJob(scope, job));
    }
  }
}

/** True where a cancel was cut short, or a failure left items behind: the rest is canceled, nothing refused. */
const leavesItems = (stage: Stage): boolean => openItems(stage) > 0;

async function cancel<E>(scope: TurnScope<E>, aim: Aim, command: Command): Promise<CommandProgress> {
  switch (aim.at) {
    case 'job': {
      const rest = hasEnded(aim.job.status) && (await scope.tx.jobs.stagesOf(aim.job.id)).some(leavesItems);
      const refusal = rest || command.cursor > 0 ? undefined : await cancelJob(scope, aim.job);
      return refusal === undefined ? cancelItems(scope, command, { jobId: aim.job.id }) : rejected(refusal);
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

/** Each job's items follow with a command of its own, so that one turn is not all of them. */
async function cancelEverything<E>(scope: TurnScope<E>): Promise<CommandProgress> {
  return everyOpenJob(scope, async (job) => {
    const refusal = await cancelJob(scope, job);
    if (refusal !== undefined) return refusal;
    if ((await scope.tx.jobs.stagesOf(job.id)).some(leavesItems)) await scope.command('cancel', { jobId: job.id });
    return undefined;
  });
}

async function cancelOneItem<E>(scope: TurnScope<E>, itemId: number): Promise<CommandProgress> {
  const item = await scope.tx.items.item(itemId);
  if (item === undefined) return rejected(`there is no item ${itemId}`);
  const move = { statuses: ['pending', 'running', 'interrupted'], to: 'canceled', now: scope.now, afresh: false } as const;
  if (!(await scope.tx.items.moveOne(itemId, move))) return rejected(`the item is ${item.status}`);
  if (item.status === 'running') scope.after.abortedItems.add(itemId);
  return settled(undefined);
}

async function progressOf<E>(scope: TurnScope<E>, command: Command): Promise<CommandProgress> {
  const { type, target } = command;
  if (type === 'retry_item' || type === 'force_retry_item') return retry(scope, command, type);
  if (type !== 'pause' && type !== 'resume' && type !== 'cancel') return rejected(`unknown command "${type}"`);
  if (target.itemId !== undefined) {
    return type === 'cancel' ? cancelOneItem(scope, target.itemId) : rejected(`${type} does not apply to one item`);
  }
  const aim = await aimOf(scope, target);
  if (aim.at === 'nothing') return rejected(aim.reason);
  const narrowed = target.jobId !== undefined || target.stageId !== undefined;
  if (aim.at === 'source' && narrowed && type !== 'cancel') return rejected(`${type} of a source is for all jobs`);
  if (type === 'pause') return pause(scope, aim);
  return type === 'resume' ? resume(scope, aim) : cancel(scope, aim, command);
}

/**
 * Applies the pending commands in ascending id, each once, and notes the outcome with it (behaviours
 * 93 to 95). A command over many items goes on in the next turn, and those after it wait for it.
 */
export async function applyCommands<E>(scope: TurnScope<E>, limit: number): Promise<void> {
  for (const command of await scope.tx.ledger.pendingCommands(limit)) {
    const progress = await progressOf(scope, command);
    if (command.target.jobId !== undefined) scope.after.touchedJobs.add(command.target.jobId);
    if (progress.kind === 'goes_on') {
      await scope.tx.ledger.advanceCommand(command.id, progress.cursor, progress.affected);
      scope.after.goesOn = true;
      return;
    }
    if (progress.kind === 'rejected') await scope.tx.ledger.settleCommand(command.id, 'rejected', progress.reason, scope.now);
    else {
      await scope.tx.ledger.advanceCommand(command.id, command.cursor, progress.affected);
      await scope.tx.ledger.settleCommand(command.id, 'applied', null, scope.now);
    }
  }
}
