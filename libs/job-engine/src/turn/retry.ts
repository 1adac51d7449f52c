import type { ItemFilter } from '../records/engine-records.js';
import type { Command, CommandTarget } from '../records/ledger.js';
import { itemStatesAnswering } from '../records/states.js';
import type { CommandProgress } from './cancel.js';
import { reopenFailedStages, reopenStages } from './reopen.js';
import type { TurnScope } from './turn-scope.js';

type RetryType = 'retry_item' | 'force_retry_item';

/**
 * What a retry selects: failed and interrupted items; with force, any that ended (behaviours 91, 92). Items
 * that wait for an automatic retry need not wait any longer.
 */
export function retryFilter(type: RetryType, target: CommandTarget, now: number): ItemFilter {
  const { itemId: _item, jobIds: _jobs, ...rest } = target;
  return { ...rest, statuses: itemStatesAnswering(type), waitingAt: now };
}

async function retryOne<E>(scope: TurnScope<E>, type: RetryType, itemId: number): Promise<CommandProgress> {
  const item = await scope.tx.items.item(itemId);
  if (item === undefined) return { kind: 'rejected', reason: `there is no item ${itemId}` };
  const statuses = itemStatesAnswering(type);
  const done = await scope.tx.items.moveOne(itemId, { statuses, to: 'pending', now: scope.now, afresh: true });
  if (!done) return { kind: 'rejected', reason: `the item is ${item.status}` };
  for (const { jobId } of await reopenStages(scope, [item.stageId])) scope.event(jobId, 'items_retried', item.key, itemId);
  return { kind: 'applied', affected: 1 };
}

/** The next matching items, as many as one turn may change. The cursor only rises, so a command takes each at most once. */
async function retryMany<E>(scope: TurnScope<E>, command: Command, type: RetryType): Promise<CommandProgress> {
  const filter = retryFilter(type, command.target, scope.now);
  const { commandBatch: limit } = scope.rules.options;
  const moved = await scope.tx.items.move({ filter, after: command.cursor, limit, to: 'pending', now: scope.now, afresh: true });
  for (const { jobId, type: stageType } of await reopenStages(scope, moved.stageIds)) {
    scope.event(jobId, 'items_retried', `items of stage ${stageType}`);
  }
  const affected = command.affected + moved.count;
  if (moved.more) return { kind: 'goes_on', cursor: moved.lastId, affected };
  return affected > 0 ? { kind: 'applied', affected } : retryPlanning(scope, command.target);
}

/** A job without failed items may have failed while it was planned. */
async function retryPlanning<E>(scope: TurnScope<E>, target: CommandTarget): Promise<CommandProgress> {
  const byClass = target.errorClass !== undefined || target.source !== undefined || target.stageId !== undefined;
  const [view] = target.jobId === undefined || byClass ? [] : await scope.tx.jobs.jobs([target.jobId]);
  if (view !== undefined) await reopenFailedStages(scope, view);
  return { kind: 'applied', affected: 0 };
}

export async function retry<E>(scope: TurnScope<E>, command: Command, type: RetryType): Promise<CommandProgress> {
  const { jobId, stageId, itemId } = command.target;
  if (itemId !== undefined) return retryOne(scope, type, itemId);
  const { jobs } = scope.tx;
  if (jobId !== undefined && (await jobs.jobs([jobId])).length === 0) return { kind: 'rejected', reason: `there is no job ${jobId}` };
  if (stageId !== undefined && (await jobs.jobsOfStages([stageId])).length === 0) {
    return { kind: 'rejected', reason: `there is no stage ${stageId}` };
  }
  return retryMany(scope, command, type);
}
