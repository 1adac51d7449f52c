import type { ItemFilter } from '../records/engine-records.js';
import type { Command, CommandTarget, CommandType } from '../records/ledger.js';
import { itemStatesAnswering } from '../records/states.js';
import { retryFilter } from './retry.js';
import type { TurnScope } from './turn-scope.js';

/** The types of commands that change items, so that their items can be counted before. */
export type CountedType = Exclude<CommandType, 'pause' | 'resume'>;

/** What a command over many items selects: one filter for each of its jobs, or a single one. */
export function filtersOf(type: CountedType, { jobIds, itemId: _, ...target }: CommandTarget, now: number): ItemFilter[] {
  const one = (narrowed: Omit<CommandTarget, 'itemId' | 'jobIds'>): ItemFilter =>
    type === 'cancel' ? { ...narrowed, statuses: itemStatesAnswering(type) } : retryFilter(type, narrowed, now);
  return jobIds === undefined ? [one(target)] : jobIds.map((jobId) => one({ ...target, jobId }));
}

/** Whether the items of such a command can be counted before it is given. */
export const isCounted = (type: string): type is CountedType => type === 'cancel' || type === 'retry_item' || type === 'force_retry_item';

/**
 * Why a command may not begin: another number of items matches than its sender saw, since it waited. Asked once, before its first turn;
 * a single item answers for itself.
 */
export async function driftOf<E>(scope: TurnScope<E>, { type, target, seen, ...progress }: Command): Promise<string | undefined> {
  const hasBegun = progress.cursor > 0 || progress.jobsDone > 0 || progress.affected > 0;
  if (seen === undefined || hasBegun || target.itemId !== undefined || !isCounted(type)) return undefined;
  let matching = 0;
  for (const filter of filtersOf(type, target, scope.now)) matching += await scope.tx.items.count(filter);
  return matching === seen ? undefined : `${matching} items match now, its sender saw ${seen}`;
}
