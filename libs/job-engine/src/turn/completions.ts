import { waitAfterFailure } from '../records/back-off.js';
import type { Finish } from '../records/engine-records.js';
import type { Item } from '../records/item.js';
import type { Stage } from '../records/job.js';
import type { ItemFailure, ItemOutcome, ItemSuccess } from '../records/stage-executor.js';
import { follow, type ItemEvent, type ItemStatus, itemTable } from '../records/states.js';
import type { Random } from '../records/surroundings.js';
import { pauseForVolume } from './disk-full.js';
import type { TurnScope } from './turn-scope.js';

/** The end of one claim: its outcome, or that the item never began. */
export interface Completion<Effects> {
  readonly item: Item;
  readonly stage: Stage;
  readonly outcome: ItemOutcome<Effects> | { readonly kind: 'released' };
}

/** The effect of a completion threw; the transaction is undone and only that item fails. */
export class EffectFailure<Effects> {
  constructor(
    readonly completion: Completion<Effects>,
    readonly reason: unknown,
  ) {}
}

/** Where these events lead a running item. */
const along = (...events: readonly ItemEvent[]): ItemStatus => follow(itemTable, 'running', events);

function claimOf(item: Item): Pick<Finish, 'itemId' | 'stageId' | 'fence'> {
  return { itemId: item.id, stageId: item.stageId, fence: item.fence };
}

function succeeded<E>(scope: TurnScope<E>, item: Item, { result }: ItemSuccess<E>): Finish {
  const clean = { runAt: item.runAt, failures: 0, errorClass: undefined, lastError: undefined };
  return { ...claimOf(item), ...clean, to: along('succeed'), result, endedAt: scope.now };
}

/** Returned as if it had never been claimed, except for its count of attempts. */
export function handedBack(item: Item): Finish {
  const { runAt, failures, errorClass, lastError, result } = item;
  const to = along('restart', 'resume');
  return { ...claimOf(item), runAt, failures, errorClass, lastError, result, to, endedAt: undefined };
}

/** Ends it, or lets it wait as its error class says. On a full volume it waits with its job, uncounted. */
function failed<E>(scope: TurnScope<E>, item: Item, failure: ItemFailure, random: Random): Finish {
  const { errorClass } = failure;
  const common = { ...claimOf(item), errorClass, lastError: failure.message, result: item.result };
  if (errorClass === 'disk_full' && failure.volume !== undefined) {
    return { ...common, to: along('fail', 'retry_item'), failures: item.failures, runAt: scope.now, endedAt: undefined };
  }
  const failures = item.failures + 1;
  const wait = waitAfterFailure(scope.rules.options.backOff[errorClass], failures, random(), failure.retryAfterMs);
  if (wait === undefined) return { ...common, to: along('fail'), failures, runAt: item.runAt, endedAt: scope.now };
  return { ...common, to: along('fail', 'retry_item'), failures, runAt: scope.now + wait, endedAt: undefined };
}

function finishOf<E>(scope: TurnScope<E>, { item, outcome }: Completion<E>, random: Random): Finish {
  switch (outcome.kind) {
    case 'released':
      return { ...handedBack(item), uncounted: true };
    case 'succeeded':
      return succeeded(scope, item, outcome);
    case 'failed':
      return failed(scope, item, outcome, random);
  }
}

/** The events of an end that counts, without its effect. */
function tell<E>(scope: TurnScope<E>, { item, stage: { id: stageId, jobId }, outcome }: Completion<E>, { to }: Finish): void {
  switch (outcome.kind) {
    case 'released':
      return;
    case 'succeeded':
      for (const event of outcome.events ?? []) scope.tell({ jobId, itemId: item.id, ...event });
      for (const message of outcome.notices ?? []) scope.log({ jobId, stageId, itemId: item.id, level: 'warn', message });
      return;
    case 'failed': {
      for (const event of outcome.events ?? []) scope.tell({ jobId, itemId: item.id, ...event });
      const message = `${item.displayText || item.key}: ${outcome.message}`;
      scope.log({ jobId, stageId, itemId: item.id, level: to === 'failed' ? 'error' : 'info', message });
    }
  }
}

async function takeEffect<E>(scope: TurnScope<E>, completion: Completion<E>): Promise<void> {
  const { outcome } = completion;
  if (outcome.kind !== 'succeeded') return;
  try {
    await outcome.effect?.(scope.tx.effects);
  } catch (reason) {
    throw new EffectFailure(completion, reason);
  }
}

const isFlawed = <E>({ outcome }: Completion<E>): boolean => outcome.kind === 'succeeded' && (outcome.notices ?? []).length > 0;

/** The jobs that met a full volume, by volume. */
function fullVolumes<E>(completions: ReadonlyArray<Completion<E>>): Map<string, Set<number>> {
  const jobs = new Map<string, Set<number>>();
  for (const { stage, outcome } of completions) {
    if (outcome.kind !== 'failed' || outcome.errorClass !== 'disk_full' || outcome.volume === undefined) continue;
    jobs.set(outcome.volume, (jobs.get(outcome.volume) ?? new Set()).add(stage.jobId));
  }
  return jobs;
}

/**
 * Records all ends of claims at once, then their effects one by one. Returns the ends that were refused because
 * the item was canceled or handed out again in the meantime. Throws `EffectFailure` for the first effect that throws.
 */
export async function settleCompletions<E>(
  scope: TurnScope<E>,
  completions: ReadonlyArray<Completion<E>>,
  random: Random,
): Promise<Completion<E>[]> {
  const finishes = completions.map((completion) => finishOf(scope, completion, random));
  const recorded = await scope.tx.items.finish(finishes);
  const counting: Completion<E>[] = [];
  const refused: Completion<E>[] = [];
  for (const [index, completion] of completions.entries()) {
    scope.after.touchedJobs.add(completion.stage.jobId);
    const finish = finishes[index];
    if (recorded[index] !== true || finish === undefined) refused.push(completion);
    else {
      tell(scope, completion, finish);
      await takeEffect(scope, completion);
      counting.push(completion);
    }
  }
  const flawed = new Set(counting.filter(isFlawed).map(({ stage }) => stage.id));
  for (const stageId of flawed) await scope.tx.jobs.updateStages([stageId], { flawed: true });
  for (const [volume, jobIds] of fullVolumes(counting)) await pauseForVolume(scope, jobIds, volume);
  return refused;
}
