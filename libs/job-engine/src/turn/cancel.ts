import type { ItemFilter } from '../records/engine-records.js';
import type { JobView, Stage } from '../records/job.js';
import type { Command } from '../records/ledger.js';
import { hasEnded, itemStatesAnswering } from '../records/states.js';
import { type Refusal, refusalOfJob, refusalOfStage } from './pause.js';
import type { TurnScope } from './turn-scope.js';

/** The result of a command in this turn: done, to be continued, or refused with the reason. */
export type CommandProgress =
  | { readonly kind: 'applied'; readonly affected: number; readonly jobsDone?: number }
  | { readonly kind: 'goes_on'; readonly cursor: number; readonly affected: number; readonly jobsDone?: number }
  | { readonly kind: 'rejected'; readonly reason: string };

/** The states of items that can be canceled. */
export const cancelable = itemStatesAnswering('cancel');

/** Ends a job at once; the command that requested it then cancels its items. */
export async function cancelJob<E>(scope: TurnScope<E>, { job, stages }: JobView): Promise<Refusal> {
  const cleared = { resumeWanted: false, pausedBy: undefined, pausedVolume: undefined };
  const [moved] = await scope.moveJobs([job], 'cancel', { endedAt: scope.now, ...cleared });
  if (moved === undefined) return refusalOfJob(job);
  await endStages(scope, stages);
  scope.event(job.id, 'canceled', 'requested by a person');
  return undefined;
}

export async function cancelStage<E>(scope: TurnScope<E>, stage: Stage): Promise<Refusal> {
  if (hasEnded(stage.status)) return refusalOfStage(stage);
  await endStages(scope, [stage]);
  scope.event(stage.jobId, 'canceled', `stage ${stage.type}`);
  return undefined;
}

/** Canceled stages count as planned: items not planned by then are no longer wanted. */
async function endStages<E>(scope: TurnScope<E>, stages: readonly Stage[]): Promise<void> {
  const moved = await scope.moveStages(stages, 'cancel', { endedAt: scope.now, planned: true });
  for (const { id } of moved) scope.after.haltedStages.add(id);
}

/** Cancels the next matching items, as many as one turn may change; running ones are aborted after the commit. */
export async function cancelItems<E>(
  scope: TurnScope<E>,
  command: Command,
  filter: Omit<ItemFilter, 'statuses'>,
): Promise<CommandProgress> {
  const { commandBatch: limit } = scope.rules.options;
  const move = { filter: { ...filter, statuses: cancelable }, after: command.cursor, limit, to: 'canceled', now: scope.now } as const;
  const moved = await scope.tx.items.move({ ...move, afresh: false });
  for (const id of moved.running) scope.after.abortedItems.add(id);
  const affected = command.affected + moved.count;
  return moved.more ? { kind: 'goes_on', cursor: moved.lastId, affected } : { kind: 'applied', affected };
}
