import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useEffect } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Dialog } from '../../kit/dialog.js';
import { ErrorNote } from '../../kit/feedback.js';
import { Facts } from '../../kit/page.js';
import { Said } from '../../kit/said.js';
import { Badge } from '../../kit/status.js';
import { useMessages } from '../../language/messages.js';
import type { Sentence } from '../../language/service-sentences.js';
import { useFormat } from '../../language/use-format.js';
import { sourceMessages } from './source-messages.js';
import styles from './sources.module.css';

const answers: readonly Sentence[] = [
  ['answers', '有回应'],
  ['answers, but found nothing', '有回应，但什么也没找到'],
];

/** Asks a source while the dialog is open, and shows what it answered. */
export function SourceTestDialog({ name, close }: { name: string | undefined; close: () => void }): ReactElement {
  const say = useMessages(sourceMessages);
  const queries = useQueryClient();
  const test = useQuery({
    queryKey: ['source test', name],
    queryFn: ({ signal }) => answerOf(api.POST('/api/sources/{name}/test', { params: { path: { name: name ?? '' } }, signal })),
    enabled: name !== undefined,
    retry: false,
    gcTime: 0,
  });
  useEffect(() => {
    if (test.data !== undefined) void queries.invalidateQueries({ queryKey: ['sources'] });
  }, [test.data, queries]);
  const again = (
    <Button icon="retry" busy={test.isFetching} onClick={() => void test.refetch()}>
      {say.testAgain}
    </Button>
  );
  return (
    <Dialog open={name !== undefined} close={close} title={say.testTitle(name ?? '')} actions={again}>
      <div className={styles.test} aria-live="polite" aria-busy={test.isFetching}>
        {test.isFetching ? <p>{say.asking}</p> : null}
        {test.isFetching || test.data === undefined ? null : <TestResult {...test.data} />}
        {test.isFetching || test.error === null ? null : <ErrorNote error={test.error} />}
      </div>
    </Dialog>
  );
}

function TestResult({ reachable, detail, elapsedMs, breaker }: Schemas['SourceTest']): ReactElement {
  const say = useMessages(sourceMessages);
  const format = useFormat();
  const states = { closed: say.asked, open: say.leftAlone, halfOpen: say.probing };
  return (
    <>
      <div>
        <Badge tone={reachable ? 'ok' : 'bad'}>{reachable ? say.answers : say.silent}</Badge>
      </div>
      <Facts
        facts={[
          [say.detail, detail === '' ? undefined : <Said key="detail" text={detail} sentences={answers} />],
          [say.took, format.duration(elapsedMs)],
          [say.afterwards, states[breaker.state]],
        ]}
      />
    </>
  );
}
