import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useCallback, useRef, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Job } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Empty } from '../../kit/feedback.js';
import { KeysetList } from '../../kit/keyset-list.js';
import { RowMenu } from '../../kit/menu.js';
import { Card } from '../../kit/page.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { words } from '../../kit/words.js';
import { useMessages } from '../../language/messages.js';
import { useLivePart } from '../../live/use-live.js';
import { useFilters } from '../../shell/search.js';
import { CommandsUnderWay } from './commands-under-way.js';
import { FilterBar } from './filter-bar.js';
import { type JobFilters, useJobFilters } from './job-filters.js';
import { JobRow } from './job-row.js';
import { messages } from './messages.js';
import { Selection } from './selection.js';
import { useJobActions } from './use-job-actions.js';

const rowHeight = { wide: 60, narrow: 104 } as const;

/** Jobs that came since the list was read: they are counted, and shown when the pill is pressed. */
function useFresh(): {
  readonly fresh: number;
  readonly saw: (page: readonly Job[]) => void;
  readonly generation: number;
  readonly refresh: () => void;
} {
  const newest = useRef(0);
  // Begins with the visit: what an earlier one read may be old by now.
  const [generation, setGeneration] = useState(Date.now);
  const fresh = useLivePart(({ snapshot }) =>
    newest.current === 0 ? 0 : (snapshot?.recentJobs.filter(({ id }) => id > newest.current).length ?? 0),
  );
  const queries = useQueryClient();
  const saw = useCallback((page: readonly Job[]): void => {
    newest.current = Math.max(newest.current, page[0]?.id ?? 0);
  }, []);
  const refresh = useCallback((): void => {
    setGeneration((before) => before + 1);
    void queries.invalidateQueries({ queryKey: ['jobs', 'counts'] });
  }, [queries]);
  return { fresh, saw, generation, refresh };
}

export function Queue({ start }: { start: () => void }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(messages) };
  const filters = useJobFilters();
  const isNarrow = useNarrow();
  const { fresh, saw, generation, refresh } = useFresh();
  const [ticked, setTicked] = useState<ReadonlyMap<number, Job>>(new Map());
  const [menu, setMenu] = useState<{ readonly job: Job; readonly button: HTMLElement }>();
  const actions = useJobActions(filters.words);
  const tick = useCallback((job: Job, isTicked: boolean): void => {
    setTicked((before) => new Map(isTicked ? [...before, [job.id, job]] : [...before].filter(([id]) => id !== job.id)));
  }, []);
  const { query } = filters;
  return (
    <>
      <CommandsUnderWay />
      <Card flush>
        <FilterBar filters={filters} />
        <KeysetList<Job>
          queryKey={['jobs', 'list', query, generation]}
          read={async (cursor, limit, signal) => {
            const page = await answerOf(
              api.GET('/api/jobs', { params: { query: { ...query, limit, ...(cursor === undefined ? {} : { cursor }) } }, signal }),
            );
            if (cursor === undefined) saw(page.items);
            return page;
          }}
          rowHeight={isNarrow ? rowHeight.narrow : rowHeight.wide}
          row={(row) => <JobRow row={row} isTicked={ticked.has(row.id)} tick={tick} openMenu={(job, button) => setMenu({ job, button })} />}
          empty={<NoJobs filters={filters} start={start} />}
          label={say.queue}
          fresh={fresh}
          refresh={refresh}
        />
      </Card>
      <Selection ticked={ticked} setTicked={setTicked} query={query} start={actions.start} />
      <RowMenu
        anchor={menu?.button}
        close={() => setMenu(undefined)}
        label={menu === undefined ? say.more : say.actionsFor(menu.job.id)}
        actions={menu === undefined ? [] : [...actions.menuOf(menu.job), openOf(menu.job, say.open)]}
      />
      {actions.parts}
    </>
  );
}

/** The menu is never empty: a job can always be opened. */
const openOf = ({ id }: Job, name: string) => ({
  name,
  icon: 'next' as const,
  run: () => document.querySelector<HTMLElement>(`a[href="/jobs/${id}"]`)?.click(),
});

function NoJobs({ filters, start }: { filters: JobFilters; start: () => void }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(messages) };
  const [, change] = useFilters();
  if (filters.words === undefined && Object.keys(filters.others).length === 0) {
    return (
      <Empty
        action={
          <Button kind="main" icon="play" onClick={start}>
            {say.start}
          </Button>
        }
      >
        {say.noJobs}
      </Empty>
    );
  }
  const clear = { status: undefined, template: undefined, source: undefined, period: undefined, since: undefined, until: undefined };
  return <Empty action={<Button onClick={() => change(clear)}>{say.clear}</Button>}>{say.noMatch}</Empty>;
}
