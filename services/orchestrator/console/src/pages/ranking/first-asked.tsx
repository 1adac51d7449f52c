import { useQueries } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { ErrorNote } from '../../kit/feedback.js';
import { Card, Note } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { messages } from './messages.js';
import { firstOf } from './order.js';
import styles from './ranking.module.css';

/** The order of sources for the songs of a platform, as it is now. */
export const rankingRead = (origin: string) => ({
  queryKey: ['ranking', 'order', origin],
  queryFn: ({ signal }: { signal: AbortSignal }) => answerOf(api.GET('/api/ranking/{origin}', { params: { path: { origin } }, signal })),
});

const shownFirst = 8;

/** One sentence for each platform; a press chooses it for the rest of the page. */
export function FirstAsked({ matrix, origin }: { matrix: Schemas['RankingMatrix']; origin: string }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const [all, setAll] = useState(false);
  const origins = all ? matrix.origins : matrix.origins.slice(0, shownFirst);
  const orders = useQueries({ queries: origins.map(rankingRead) });
  const failed = orders.find(({ error }) => error !== null);
  return (
    <Card title={say.first} actions={<Note>{say.policyNow(say[matrix.policy])}</Note>} flush>
      <ul className={styles.sentences}>
        {origins.map((one, at) => (
          <li key={one}>
            <Link to="/ranking" search={{ origin: one }} aria-current={one === origin ? 'true' : undefined}>
              <Sentence origin={one} ranking={orders[at]?.data} />
            </Link>
          </li>
        ))}
      </ul>
      {failed === undefined ? null : <ErrorNote error={failed.error} retry={() => void failed.refetch()} />}
      {matrix.origins.length <= origins.length ? null : (
        <div className={styles.more}>
          <Button kind="quiet" onClick={() => setAll(true)}>
            {say.showAll(format.number(matrix.origins.length))}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Sentence({ origin, ranking }: { origin: string; ranking: Schemas['Ranking'] | undefined }): ReactElement {
  const say = useMessages(messages);
  const name = (
    <>
      <strong data-data>{origin}</strong>
      {say.songsOf}
    </>
  );
  if (ranking === undefined) return <span>{name}…</span>;
  const first = firstOf(ranking);
  if (first.kind === 'nobody') {
    return (
      <span>
        {name}
        {say.nobody}
      </span>
    );
  }
  return (
    <span>
      {name}
      {say.asksFirst}
      <strong data-data>{first.source}</strong>
      <Because first={first} />
    </span>
  );
}

function Because({ first }: { first: Exclude<ReturnType<typeof firstOf>, { kind: 'nobody' }> }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  if (first.kind === 'configured') return <>{say.becauseConfigured}</>;
  if (first.kind === 'learning') return <>{say.becauseLearning(format.number(first.tried), format.number(first.needed))}</>;
  const { evidence } = first;
  if (evidence === null || evidence.attempts === 0) return <>{say.becauseUntried}</>;
  const rate = format.share(evidence.rate);
  return <>{evidence.meanCostMs === null ? say.becauseRate(rate) : say.becauseLearned(rate, format.duration(evidence.meanCostMs))}</>;
}
