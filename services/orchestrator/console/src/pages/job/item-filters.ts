import { useMemo } from 'react';
import type { JobDetail, Schemas } from '../../api/types.js';
import { errorClassWords, itemStates, stageNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFilters } from '../../shell/search.js';
import type { Target } from '../jobs/actions.js';

type Item = Schemas['Item'];

export const itemStatuses = ['pending', 'running', 'succeeded', 'failed', 'interrupted', 'canceled'] as const;

interface ItemQuery {
  readonly status?: Item['status'][];
  readonly errorClass?: NonNullable<Item['errorClass']>;
  readonly source?: string;
  readonly stageId?: number;
  readonly text?: string;
}

export type ItemCounts = Readonly<Partial<Record<Item['status'], number>>>;

/** At least so many items came, went, or are in another state than at the time of `before`. */
export function changedSince(before: ItemCounts, now: ItemCounts): number {
  const differences = itemStatuses.map((one) => (now[one] ?? 0) - (before[one] ?? 0));
  const sum = (sign: 1 | -1): number => differences.reduce((all, difference) => all + Math.max(0, sign * difference), 0);
  return Math.max(sum(1), sum(-1));
}

export interface ItemFilters {
  readonly query: ItemQuery;
  /** The same for a retry; a part of the text cannot be one. */
  readonly target: Target;
  readonly words: string;
  /** Items that match, by state, as far as the counts of the job tell; undefined if they do not tell it. */
  readonly counts: ItemCounts | undefined;
}

/** The filters of the items in the address. */
export function useItemFilters(job: JobDetail): ItemFilters {
  const [{ status = '', errorClass, source, stageId, text }] = useFilters();
  const states = useMessages(itemStates);
  const causes = useMessages(errorClassWords);
  const stages = useMessages(stageNames);
  return useMemo(() => {
    const statuses = itemStatuses.filter((one) => status.split(',').includes(one));
    const cause = errorClass !== undefined && Object.hasOwn(causes, errorClass) ? (errorClass as ItemQuery['errorClass']) : undefined;
    const stage = job.stages.find(({ id }) => String(id) === stageId);
    const narrowed = {
      ...(cause === undefined ? {} : { errorClass: cause }),
      ...(source ? { source } : {}),
      ...(stage === undefined ? {} : { stageId: stage.id }),
    };
    const query = { ...narrowed, ...(statuses.length === 0 ? {} : { status: statuses }), ...(text ? { text } : {}) };
    const counts = stage === undefined ? job.itemCounts : stage.itemCounts;
    const shown: readonly Item['status'][] = statuses.length === 0 ? itemStatuses : statuses;
    const words = [
      ...statuses.map((one) => states[one]),
      stage === undefined ? undefined : wordFor(stages, stage.stageType),
      cause === undefined ? undefined : wordFor(causes, cause),
      source,
    ];
    return {
      query,
      target: { jobId: job.id, ...narrowed },
      words: words.filter(Boolean).join(' · '),
      counts: cause || source || text ? undefined : Object.fromEntries(shown.map((one) => [one, counts[one] ?? 0])),
    };
  }, [status, errorClass, source, stageId, text, job, states, causes, stages]);
}
