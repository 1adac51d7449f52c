import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Chips, Select } from '../../kit/controls.js';
import { jobStates, templateNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useLivePart } from '../../live/use-live.js';
import { useFilters } from '../../shell/search.js';
import { chipStates, type JobFilters } from './job-filters.js';
import styles from './jobs.module.css';
import { messages } from './messages.js';
import { useSourceNames } from './use-sources.js';

/** How many jobs are in each state, read again when one changes its state. */
function useCounts(others: JobFilters['others']): Readonly<Record<string, number>> | undefined {
  const states = useLivePart(({ snapshot }) => snapshot?.jobs.map(({ id, status }) => `${id} ${status}`).join());
  const counts = useQuery({
    queryKey: ['jobs', 'counts', others],
    queryFn: ({ signal }) => answerOf(api.GET('/api/jobs/counts', { params: { query: others }, signal })),
  });
  const { refetch } = counts;
  useEffect(() => {
    if (states !== undefined) void refetch();
  }, [states, refetch]);
  return counts.data?.counts;
}

const sum = (counts: Readonly<Record<string, number>>, states: readonly string[]): number =>
  states.reduce((all, state) => all + (counts[state] ?? 0), 0);

/** States with their counts, and what else narrows the list. */
export function FilterBar({ filters }: { filters: JobFilters }): ReactElement {
  const say = useMessages(messages);
  const states = useMessages(jobStates);
  const [, change] = useFilters();
  const counts = useCounts(filters.others);
  const chips = chipStates.map((value) => ({
    value: value as string | undefined,
    name: wordFor(states, value.split(',')[0] ?? ''),
    count: counts && sum(counts, value.split(',')),
  }));
  const all = { value: undefined, name: say.allStates, count: counts && sum(counts, Object.keys(counts)) };
  const shown = chips.filter(({ value, count }) => count !== 0 || value === filters.status);
  return (
    <div className={styles.filters}>
      <Chips label={say.states} value={filters.status} options={[all, ...shown]} choose={(status) => change({ status })} />
      <Selects />
    </div>
  );
}

function Selects(): ReactElement {
  const say = useMessages(messages);
  const kinds = useMessages(templateNames);
  const [{ template = '', source = '', period = '' }, change] = useFilters();
  const sources = useSourceNames();
  const any = (name: string): { value: string; name: string } => ({ value: '', name });
  const known = source === '' || sources.includes(source) ? sources : [source, ...sources];
  return (
    <div className={styles.selects}>
      <Select
        aria-label={say.template}
        value={template}
        options={[any(say.anyTemplate), ...Object.entries(kinds).map(([value, name]) => ({ value, name }))]}
        choose={(value) => change({ template: value })}
      />
      <Select
        aria-label={say.source}
        value={source}
        options={[any(say.anySource), ...known.map((name) => ({ value: name, name }))]}
        choose={(value) => change({ source: value })}
      />
      <Select
        aria-label={say.time}
        value={period}
        options={[
          any(say.anyTime),
          { value: '1d', name: say.lastDay },
          { value: '7d', name: say.lastWeek },
          { value: '30d', name: say.lastMonth },
        ]}
        choose={(value) => change({ period: value })}
      />
    </div>
  );
}
