import { useMemo } from 'react';
import { jobStates, templateNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFilters } from '../../shell/search.js';
import type { JobState } from './job-facts.js';
import { messages } from './messages.js';

const hourMs = 3_600_000;
const periods = { '1d': 24, '7d': 7 * 24, '30d': 30 * 24 } as const;

/** The states behind each chip. */
export const chipStates = [
  'running,pause_requested',
  'queued',
  'paused',
  'completed',
  'completed_with_errors',
  'failed',
  'canceled',
] as const;

/** The filters of the list as the API takes them; the state stands apart, because the counts are by state. */
export interface JobFilters {
  readonly status: string | undefined;
  readonly others: {
    readonly template?: string;
    readonly source?: string;
    readonly since?: string;
    readonly until?: string;
  };
  /** Both together. */
  readonly query: JobFilters['others'] & { readonly status?: JobState[] };
  /** In words, for what is done to all that match; undefined without a filter. */
  readonly words: string | undefined;
}

/** The filters in the address. A period is counted from when the page was opened, so that the list stays one list. */
export function useJobFilters(): JobFilters {
  const [{ status, template, source, period, since, until }] = useFilters();
  const say = useMessages(messages);
  const states = useMessages(jobStates);
  const kinds = useMessages(templateNames);
  return useMemo(() => {
    const hours = periods[period as keyof typeof periods];
    const from = hours === undefined ? since : new Date(Date.now() - hours * hourMs).toISOString();
    const given = { template, source, since: from, until };
    const others = Object.fromEntries(Object.entries(given).filter((entry) => entry[1]));
    const times = { '1d': say.lastDay, '7d': say.lastWeek, '30d': say.lastMonth };
    const words = [
      status && `${say.states}: ${wordFor(states, status.split(',')[0] ?? '')}`,
      template && `${say.template}: ${wordFor(kinds, template)}`,
      source && `${say.source}: ${source}`,
      hours === undefined ? undefined : times[period as keyof typeof periods],
    ].filter(Boolean);
    const statuses = (status ?? '').split(',').filter((state): state is JobState => Object.hasOwn(states, state) && state !== 'pending');
    const query = statuses.length === 0 ? others : { ...others, status: statuses };
    return { status: status || undefined, others, query, words: words.length === 0 ? undefined : words.join(' · ') };
  }, [status, template, source, period, since, until, say, states, kinds]);
}
