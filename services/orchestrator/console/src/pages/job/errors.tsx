import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { JobDetail, Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Loaded } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { Said } from '../../kit/said.js';
import { Ago } from '../../kit/time.js';
import { errorClassWords, stageNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useFilters } from '../../shell/search.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { jobTally } from '../jobs/job-facts.js';
import { itemSentences } from './item-sentences.js';
import styles from './job.module.css';
import { messages } from './messages.js';
import { type Retry, RetryDialog } from './retry-dialog.js';

type Cluster = Schemas['ErrorCluster'];

/** The failed items by what went wrong, the largest cause first. */
export function Errors({ job, retried }: { job: JobDetail; retried: () => void }): ReactElement | null {
  const say = useMessages(messages);
  const [retry, setRetry] = useState<Retry>();
  const { failed } = jobTally(job);
  const clusters = useQuery({
    queryKey: ['job', job.id, 'errors'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/jobs/{id}/errors', { params: { path: { id: job.id } }, signal })),
    enabled: failed > 0,
    placeholderData: keepPreviousData,
  });
  if (failed === 0) return null;
  return (
    <Card title={say.errors}>
      <Loaded read={clusters}>
        {({ items }) => (
          <ul className={styles.clusters}>
            {items.map((cluster) => (
              <li key={`${cluster.stageId} ${cluster.errorClass} ${cluster.source}`} className={styles.cluster}>
                <ClusterCard jobId={job.id} cluster={cluster} ask={setRetry} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <RetryDialog retry={retry} close={() => setRetry(undefined)} done={retried} />
    </Card>
  );
}

interface ClusterProps {
  readonly jobId: number;
  readonly cluster: Cluster;
  readonly ask: (retry: Retry) => void;
}

function ClusterCard({ jobId, cluster, ask }: ClusterProps): ReactElement {
  const say = useMessages(messages);
  const causes = useMessages(errorClassWords);
  const stages = useMessages(stageNames);
  const format = useFormat();
  const readOnly = useReadOnlyReason();
  const [, change] = useFilters();
  const { errorClass, source, stageId, stageType, count, firstAt, messages: examples } = cluster;
  const cause = errorClass === null ? say.unknownError : wordFor(causes, errorClass);
  const target = { jobId, stageId, ...(source === '' ? {} : { source }), ...(errorClass === null ? {} : { errorClass }) };
  const show = (): void => {
    change({
      status: 'failed',
      tab: undefined,
      errorClass: errorClass ?? undefined,
      source: source || undefined,
      stageId: String(stageId),
      text: undefined,
    });
    document.getElementById('items')?.scrollIntoView();
  };
  return (
    <>
      <h3>
        <span>{cause}</span>
        <span className="number">{format.number(count)}</span>
      </h3>
      <p className={styles.muted}>
        {wordFor(stages, stageType)}
        {source === '' ? null : <span data-data>{` · ${source}`}</span>}
        {' · '}
        <Ago at={firstAt} />
      </p>
      <ul>
        {examples.map((example) => (
          <li key={example.text}>
            <Said text={example.text} sentences={itemSentences} />
            <span className={`${styles.muted} number`}>{say.alsoMessages(format.number(example.count))}</span>
          </li>
        ))}
      </ul>
      <footer>
        <Button onClick={show}>{say.showItems}</Button>
        <Button
          icon="retry"
          reason={readOnly}
          onClick={() => ask({ target, what: [wordFor(stages, stageType), cause, source].filter(Boolean).join(' · ') })}
        >
          {say.retryThese}
        </Button>
      </footer>
    </>
  );
}
