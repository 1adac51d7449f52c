import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { messages } from './messages.js';
import { type Move, movesOf } from './order.js';
import styles from './ranking.module.css';

interface OrderListProps {
  readonly title: string;
  readonly order: Schemas['Ranking']['order'];
  /** Shows what moves against this order. */
  readonly before?: readonly string[];
  /** The one that is meant. */
  readonly marked?: string;
}

/** Sources in the order in which they are asked. */
export function OrderList({ title, order, before, marked }: OrderListProps): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const names = order.map(({ source }) => source);
  const rateOf = (known: Schemas['EvidencedSource']['statistics']): string =>
    known === null || known.attempts === 0 ? say.untried : format.share(known.rate);
  const moves = before === undefined ? undefined : movesOf(before, names);
  return (
    <div className={styles.order}>
      <h3>{title}</h3>
      <ol>
        {order.map(({ source, breaker, statistics }, at) => (
          <li key={source} aria-current={source === marked ? 'true' : undefined}>
            <span className={styles.place}>{at + 1}</span>
            <span data-data>{source}</span>
            <span className={styles.side}>
              {breaker.state === 'open' ? `${say.left} · ` : ''}
              {moves === undefined ? rateOf(statistics) : <Moved {...moves[at]} />}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Moved({ up }: Partial<Move>): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  if (up === undefined) return <>{say.added}</>;
  if (up === 0) return <>{say.same}</>;
  const text = up > 0 ? say.up(format.number(up)) : say.downBy(format.number(-up));
  return <span className={styles.moved}>{text}</span>;
}
