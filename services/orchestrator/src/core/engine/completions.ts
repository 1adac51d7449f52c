import { waitAfterFailure } from './back-off.js';
import { pauseForVolume } from './disk-full.js';
import type { Finish } from './engine-store.js';
import type { Item, Stage } from './model.js';
import type { ItemFailure, ItemOutcome } from './stage-executor.js';
import { transitionAlong } from './state-table.js';
import { type ItemEvent, type ItemStatus, itemTable } from './states.js';
import type { TurnScope } from './turn-scope.js';

/** The end of one claim: what came of it, or that the item never began. */
export interface Completion<Effects> {
  readonly item: Item;
  readonly stage: Stage;
  readonly outcome: ItemOutcome<Effects> | { readonly kind: 'released' };
}

/** The effect of a completion threw; the transaction is undone and that item alone is at fault. */
export class EffectFailure<Effects> {
  constructor(
    readonly completion: Completion<Effects>,
    readonly reason: unknown,
  ) {}
}

function follow(events: readonly ItemEvent[]): ItemStatus {
  const path = transitionAlong(itemTable, 'running', events);
  // Every path below is one of the table; a test walks them.
  if (!path.ok) throw new Error(path.reason);
  return path.to;
}

function claimOf(item: Item): Pick<Finish, 'itemId' | 'stageId' | 'fence'> {
  return { itemId: item.id, stageId: item.stageId, fence: item.fence };
}

function succeeded<E>(scope: TurnScope<E>, item: Item, result: Finish['result']): Finish {
  const clean = { runAt: item.runAt, failures: 0, errorClass: null, lastError: null };
  return { ...claimOf(item), ...clean, to: follow(['succeed']), result, endedAt: scope.now };
}

/** Handed back unbegun: as if it had not been claimed. */
function released(item: Item): Finish {
  const { runAt, failures, errorClass, lastError, result } = item;
  const to = follow(['restart', 'resume']);
  return { ...claimOf(item), runAt, failures, errorClass, lastError, result, to, endedAt: null, uncounted: true };
}

/** To its end, or back to wait as its error class says. Without room it waits with its job, uncounted. */
export function failed<E>(scope: TurnScope<E>, item: Item, failure: ItemFailure, random: number): Finish {
  const { errorClass } = failure;
  const common = { ...claimOf(item), errorClass, lastError: failure.message, result: item.result };
  if (errorClass === 'disk_full' && failure.volume !== undefined) {
    return { ...common, to: follow(['fail', 'retry_item']), failures: item.failures, runAt: scope.now, endedAt: null };
  }
  const failures = item.failures + 1;
  const wait = waitAfterFailure(scope.options.backOff[errorClass], failures, random, failure.retryAfterMs);
  if (wait === undefined) return { ...common, to: follow(['fail']), failures, runAt: item.runAt, endedAt: scope.now };
  return { ...common, to: follow(['fail', 'retry_item']), failures, runAt: scope.now + wait, endedAt: null };
}

/** What a success has to say. */
async function tell<E>(
  scope: TurnScope<E>,
  item: Item,
  stage: Stage,
  outcome: Extract<ItemOutcome<E>, { kind: 'succeeded' }>,
): Promise<void> {
  for (const { type, message } of outcome.events ?? []) scope.event(stage.jobId, type, message, item.id);
  if (outcome.notices === undefined || outcome.notices.length === 0) return;
  for (const message of outcome.notices) scope.log({ jobId: stage.jobId, stageId: stage.id, itemId: item.id, level: 'warn', message });
  await scope.tx.jobs.updateStage(stage.id, { flawed: true });
}

async function settle<E>(scope: TurnScope<E>, completion: Completion<E>, random: number): Promise<boolean> {
  const { item, stage, outcome } = completion;
  if (outcome.kind === 'released') return scope.tx.items.finish(released(item));
  if (outcome.kind === 'succeeded') {
    if (!(await scope.tx.items.finish(succeeded(scope, item, outcome.result ?? null)))) return false;
    await tell(scope, completion.item, stage, outcome);
    try {
      await outcome.effect?.(scope.tx.effects);
    } catch (reason) {
      throw new EffectFailure(completion, reason);
    }
    return true;
  }
  const finish = failed(scope, item, outcome, random);
  if (!(await scope.tx.items.finish(finish))) return false;
  const level = finish.to === 'failed' ? 'error' : 'info';
  const message = `${item.displayText || item.key}: ${outcome.message}`;
  scope.log({ jobId: stage.jobId, stageId: stage.id, itemId: item.id, level, message });
  if (outcome.errorClass === 'disk_full' && outcome.volume !== undefined) await pauseForVolume(scope, stage.jobId, outcome.volume);
  return true;
}

/**
 * Records the ends of claims with their effects. Answers those that were refused because the item was
 * canceled or handed out again in the meantime. Throws `EffectFailure` for the first effect that throws.
 */
export async function settleCompletions<E>(
  scope: TurnScope<E>,
  completions: ReadonlyArray<Completion<E>>,
  random: () => number,
): Promise<Completion<E>[]> {
  const refused: Completion<E>[] = [];
  for (const completion of completions) {
    scope.after.touchedJobs.add(completion.stage.jobId);
    if (!(await settle(scope, completion, random()))) refused.push(completion);
  }
  return refused;
}
