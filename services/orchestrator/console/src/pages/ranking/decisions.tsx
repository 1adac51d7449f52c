import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { OrderSentence } from '../song/sentence.js';
import { messages } from './messages.js';
import styles from './ranking.module.css';

const limit = 8;

/** In which order the newest songs of a platform were looked for. */
export function Decisions({ origin }: { origin: string }): ReactElement {
  const say = useMessages(messages);
  const decisions = useQuery({
    queryKey: ['ranking', 'decisions', origin],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/ranking/{origin}/decisions', { params: { path: { origin }, query: { limit } }, signal })),
  });
  return (
    <Card title={say.decisions} flush>
      <Loaded read={decisions} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{say.noDecisions}</Empty>
          ) : (
            <ol className={styles.decisions}>
              {items.map(({ decidedAt, song, reason, order }) => (
                <li key={`${decidedAt} ${song}`}>
                  <span className={styles.song} data-data>
                    {song}
                  </span>
                  <Ago at={decidedAt} />
                  <span className={styles.chain} data-data>
                    {order.map(({ source }) => source).join(' → ')}
                  </span>
                  <small>
                    <OrderSentence text={reason} />
                  </small>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </Card>
  );
}
