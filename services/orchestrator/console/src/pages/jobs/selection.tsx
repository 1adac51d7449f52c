import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Job } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { SelectionBar } from '../../kit/selection-bar.js';
import { tell } from '../../kit/toast.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { applies, type JobAction } from './job-facts.js';
import type { JobFilters } from './job-filters.js';
import { messages } from './messages.js';
import { jobActions } from './use-job-actions.js';

type Query = JobFilters['query'];

/** As many as a command names. */
const mostSelected = 1000;
const atOnce = 200;

/** All jobs that match, as far as they are not too many. */
async function matching(query: Query): Promise<{ readonly jobs: readonly Job[]; readonly more: boolean }> {
  const jobs: Job[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await answerOf(api.GET('/api/jobs', { params: { query: { ...query, limit: atOnce, ...(cursor ? { cursor } : {}) } } }));
    jobs.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && jobs.length < mostSelected);
  return { jobs: jobs.slice(0, mostSelected), more: cursor !== null || jobs.length > mostSelected };
}

interface SelectionProps {
  readonly ticked: ReadonlyMap<number, Job>;
  readonly setTicked: (ticked: ReadonlyMap<number, Job>) => void;
  readonly query: Query;
  readonly start: (action: JobAction, jobs: readonly Job[]) => void;
}

const icons = { pause: 'pause', resume: 'play', retry: 'retry', cancel: 'stop' } as const;

/** What can be done to the ticked jobs; shown while there are some. */
export function Selection({ ticked, setTicked, query, start }: SelectionProps): ReactElement | null {
  const say = useMessages(messages);
  const format = useFormat();
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const [busy, setBusy] = useState(false);
  if (ticked.size === 0) return null;
  const selectMatching = async (): Promise<void> => {
    setBusy(true);
    await act(async () => {
      const { jobs, more } = await matching(query);
      setTicked(new Map(jobs.map((job) => [job.id, job])));
      if (more) tell(say.tooMany(format.number(mostSelected)));
    });
    setBusy(false);
  };
  return (
    <SelectionBar label={say.selectedJobs(format.number(ticked.size))} count={ticked.size} clear={() => setTicked(new Map())}>
      <Button kind="quiet" busy={busy} onClick={() => void selectMatching()}>
        {say.selectMatching}
      </Button>
      {jobActions.map((action) => {
        const jobs = [...ticked.values()].filter((job) => applies(action, job));
        if (jobs.length === 0) return null;
        return (
          <Button key={action} icon={icons[action]} reason={readOnly} onClick={() => start(action, jobs)}>
            {say[action]}
          </Button>
        );
      })}
    </SelectionBar>
  );
}
