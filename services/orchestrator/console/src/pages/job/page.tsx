import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ComponentProps, type ReactElement, useEffect, useState } from 'react';
import { useParams } from 'wouter';
import { ApiError } from '../../api/api-error.js';
import { answerOf, api } from '../../api/client.js';
import type { JobDetail } from '../../api/types.js';
import { buttonClass } from '../../kit/button.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Card, Page } from '../../kit/page.js';
import { Tabs } from '../../kit/tabs.js';
import { templateNames, wordFor } from '../../language/job-words.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { useLivePart } from '../../live/use-live.js';
import { Link } from '../../shell/link.js';
import { pageTitles } from '../../shell/page-titles.js';
import { useFilters } from '../../shell/search.js';
import { CommandsUnderWay } from '../jobs/commands-under-way.js';
import { jobTally } from '../jobs/job-facts.js';
import { Errors } from './errors.js';
import { Events } from './events.js';
import { Head, JobButtons } from './head.js';
import { Items } from './items.js';
import { LogDrawer } from './log-drawer.js';
import { messages } from './messages.js';
import { Stages } from './stages.js';

export default function JobPage(): ReactElement {
  const { id } = useParams<{ id: string }>();
  return /^\d{1,15}$/.test(id) ? <JobOf key={id} id={Number(id)} /> : <NoJob id={id} />;
}

/** The job as it was read, with what the live stream knows better. */
function useJob(id: number) {
  const queries = useQueryClient();
  const live = useLivePart(({ snapshot }) => snapshot?.jobs.find((job) => job.id === id));
  const read = useQuery({
    queryKey: ['job', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/jobs/{id}', { params: { path: { id } }, signal })),
    retry: (failures, error) => !(error instanceof ApiError && error.code === 'not_found') && failures < 3,
  });
  // Where it stands is in the stream; its events and sums are read again when it moves on.
  const step = live === undefined ? 'over' : `${live.status} ${live.stages.map(({ status }) => status).join()} ${jobTally(live).failed}`;
  useEffect(() => {
    if (step !== '') void queries.invalidateQueries({ queryKey: ['job', id] });
  }, [step, id, queries]);
  const data: JobDetail | undefined = read.data === undefined || live === undefined ? read.data : { ...read.data, ...live };
  return { ...read, data };
}

function JobOf({ id }: { id: number }): ReactElement {
  const language = useLanguage();
  const kinds = useMessages(templateNames);
  const say = useMessages(messages);
  const job = useJob(id);
  const [generation, setGeneration] = useState(0);
  const again = (): void => setGeneration((before) => before + 1);
  if (job.data === undefined && job.error instanceof ApiError && job.error.code === 'not_found') return <NoJob id={String(id)} />;
  const title =
    job.data === undefined
      ? pageTitles.job[language].replace('{id}', String(id))
      : say.title(wordFor(kinds, job.data.template), String(id));
  return (
    <Page title={title} actions={job.data === undefined ? undefined : <JobButtons job={job.data} />}>
      <Loaded read={job} rows={8}>
        {(data) => (
          <>
            <CommandsUnderWay jobId={id} />
            <Head job={data} />
            <Stages job={data} />
            <Errors job={data} retried={again} />
            <Parts job={data} generation={generation} again={again} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Items, log and events: one at a time, because the items have no end. */
function Parts({ job, generation, again }: ComponentProps<typeof Items>): ReactElement {
  const say = useMessages(messages);
  const [{ tab }] = useFilters();
  const tabs = [
    { value: undefined, name: say.items },
    { value: 'log', name: say.log },
    { value: 'events', name: say.events },
  ];
  return (
    <>
      <Tabs label={say.parts} to={`/jobs/${job.id}`} value={tab} tabs={tabs} />
      {tab === 'log' ? <LogDrawer job={job} /> : null}
      {tab === 'events' ? <Events id={job.id} recent={job.recentEvents} /> : null}
      {tab === 'log' || tab === 'events' ? null : <Items job={job} generation={generation} again={again} />}
    </>
  );
}

function NoJob({ id }: { id: string }): ReactElement {
  const say = useMessages(messages);
  return (
    <Page title={say.noJob(id)}>
      <Card>
        <Empty
          action={
            <Link to="/jobs" className={buttonClass('main')}>
              {say.toJobs}
            </Link>
          }
        >
          {say.noJobWhy}
        </Empty>
      </Card>
    </Page>
  );
}
