import type { ItemFilter } from './engine-store.js';
import type { Command, Job, Stage } from './model.js';
import type { Refusal } from './pause.js';
import { hasEnded, itemStatesAnswering } from './states.js';
import type { TurnScope } from './turn-scope.js';

/** How far a command got: through, or on to the next turn, or refused with the reason. */
export type CommandProgress =
  | { readonly kind: 'applied'; readonly affected: number }
  | { readonly kind: 'goes_on'; readonly cursor: number; readonly affected: number }
  | { readonly kind: 'rejected'; readonly reason: string };

const cancelable = itemStatesAnswering('cancel');

/** Ends a job at once; its items follow with the command that asked for it. */
export async function cancelJob<E>(scope: TurnScope<E>, job: Job): Promise<Refusal> {
  const moved = await scope.moveJob(job, 'cancel', { endedAt: scope.now, resumeWanted: false, pausedBy: null, pausedVolume: null });
  if ('refused' in moved) return moved.refused;
  for (const stage of await scope.tx.jobs.stagesOf(job.id)) if (!hasEnded(stage.status)) await endStage(scope, stage);
  scope.event(job.id, 'canceled', 'asked for by a person');
  return undefined;
}

export async function cancelStage<E>(scope: TurnScope<E>, stage: Stage): Promise<Refusal> {
  if (hasEnded(stage.status)) return `the stage is ${stage.status}`;
  await endStage(scope, stage);
  scope.event(stage.jobId, 'canceled', `stage ${stage.type}`);
  return undefined;
}

/** Canceled stages count as planned: what was not planned by then is not wanted any more. */
async function endStage<E>(scope: TurnScope<E>, stage: Stage): Promise<void> {
  await scope.moveStage(stage, 'cancel', { endedAt: scope.now, planned: true });
  scope.after.stoppedStages.add(stage.id);
  scope.after.pausedStages.add(stage.id);
}

/** Cancels the next items that fit, as many as one turn may change; running ones are aborted after the commit. */
export async function cancelItems<E>(
  scope: TurnScope<E>,
  command: Command,
  filter: Omit<ItemFilter, 'statuses'>,
): Promise<CommandProgress> {
  const { commandBatch: limit } = scope.options;
  const move = { filter: { ...filter, statuses: cancelable }, after: command.cursor, limit, to: 'canceled', now: scope.now } as const;
  const moved = await scope.tx.items.move({ ...move, afresh: false });
  for (const id of moved.running) scope.after.abortedItems.add(id);
  const affected = command.affected + moved.count;
  return moved.more ? { kind: 'goes_on', cursor: moved.lastId, affected } : { kind: 'applied', affected };
}
