import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { JobDetail, Schemas } from '../../api/types.js';
import { Loaded } from '../../kit/feedback.js';
import { Card, Note } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useLivePart } from '../../live/use-live.js';
import { hasEnded } from '../jobs/job-facts.js';
import { messages as songMessages } from '../songs/messages.js';
import { Doing, Subject } from '../songs/now.js';
import { useWorkerLines } from '../songs/use-worker-lines.js';
import { Bar } from './bar.js';
import styles from './job.module.css';
import { Lanes } from './lanes.js';
import { messages } from './messages.js';

const readAgainMs = 10_000;

/** The stages on a time axis, and what is being worked on. */
export function Stages({ job }: { job: JobDetail }): ReactElement {
  const say = useMessages(messages);
  const isOver = hasEnded(job.status);
  const timeline = useQuery({
    queryKey: ['job', job.id, 'timeline'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/jobs/{id}/timeline', { params: { path: { id: job.id } }, signal })),
    refetchInterval: isOver ? false : readAgainMs,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      {isOver ? null : <Workers key={job.id} id={job.id} />}
      <Card title={say.stages}>
        {job.startedAt === null ? (
          <Note>{say.noTimes}</Note>
        ) : (
          <Loaded read={timeline}>{(data) => <Lanes timeline={data} stages={job.stages} isOver={isOver} />}</Loaded>
        )}
      </Card>
    </>
  );
}

const mostShown = 8;

/** Each keeps its line while the page is open, so that nothing below jumps when one of them rests. */
function Workers({ id }: { id: number }): ReactElement | null {
  const say = useMessages(messages);
  const { idle } = useMessages(songMessages);
  const all = useLivePart(({ snapshot }) => snapshot?.workers);
  const own = useMemo(() => all?.filter(({ jobId }) => jobId === id), [all, id]);
  const lines = useWorkerLines(own).slice(0, mostShown);
  if (lines.length === 0) return null;
  return (
    <Card title={say.workers}>
      <ul className={styles.workers}>
        {lines.map(({ name, work }) =>
          work === undefined ? (
            <li key={name} className={`${styles.worker} ${styles.muted}`}>
              {idle}
            </li>
          ) : (
            <Worker key={name} worker={work} />
          ),
        )}
      </ul>
    </Card>
  );
}

function Worker({ worker }: { worker: Schemas['LiveWorker'] }): ReactElement {
  const format = useFormat();
  const { currentDisplayText: text, done, total, bytesPerSecond } = worker;
  return (
    <li className={styles.worker}>
      <span className={styles.clip}>
        <Subject work={worker} />
      </span>
      <span className={`${styles.muted} ${styles.clip}`}>
        <Doing work={worker} />
      </span>
      <span className={`${styles.muted} number`}>
        {bytesPerSecond > 0 ? format.speed(bytesPerSecond) : null}
        {done === null || total === null ? null : <Bar done={done} total={total} label={text} />}
      </span>
    </li>
  );
}
