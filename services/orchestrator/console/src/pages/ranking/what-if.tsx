import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Check, Field, Select } from '../../kit/controls.js';
import { Loaded } from '../../kit/feedback.js';
import { Card, Note } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { oneOf, useFilters } from '../../shell/search.js';
import { rankingRead } from './first-asked.js';
import { messages } from './messages.js';
import { firstOf, movesOf } from './order.js';
import { OrderList } from './order-list.js';
import styles from './ranking.module.css';

const policies = ['configOrder', 'laplaceWarmup', 'ratioAdaptive', 'ratioThompson'] as const;

type Ranking = Schemas['Ranking'];

/** The order that another policy, or fewer sources, would give, beside the one in force. */
export function WhatIf({ origin }: { origin: string }): ReactElement {
  const say = useMessages(messages);
  const ranking = useQuery(rankingRead(origin));
  return (
    <Card title={say.whatIf}>
      <Loaded read={ranking} rows={6}>
        {(now) => <Question now={now} />}
      </Loaded>
    </Card>
  );
}

function Question({ now }: { now: Ranking }): ReactElement {
  const say = useMessages(messages);
  const [filters, change] = useFilters();
  const chosen = oneOf(policies, filters.policy) ?? policies.find((policy) => policy !== now.policy) ?? now.policy;
  const candidates = now.order.map(({ source }) => source);
  const [without, setWithout] = useState<readonly string[]>([]);
  const asked = candidates.filter((source) => !without.includes(source));
  const toggle = (source: string, on: boolean): void => setWithout(on ? without.filter((one) => one !== source) : [...without, source]);
  return (
    <div className={styles.parts}>
      <Field label={say.policy} help={say[`${chosen}Help`]}>
        <Select value={chosen} options={policies.map((value) => ({ value, name: say[value] }))} choose={(policy) => change({ policy })} />
      </Field>
      <fieldset className={styles.asked}>
        <legend>{say.askedSources}</legend>
        {candidates.map((source) => (
          <Check
            key={source}
            label={<span data-data>{source}</span>}
            checked={asked.includes(source)}
            disabled={asked.length === 1 && asked[0] === source}
            choose={(on) => toggle(source, on)}
          />
        ))}
      </fieldset>
      <Compared now={now} policy={chosen} sources={asked.length === candidates.length ? undefined : asked.join(',')} />
      <Note>
        {say.whatIfHelp} {say.howToSwitch} <Link to="/config">{say.openConfig}</Link>
      </Note>
    </div>
  );
}

interface ComparedProps {
  readonly now: Ranking;
  readonly policy: Ranking['policy'];
  readonly sources: string | undefined;
}

function Compared({ now: { origin, order }, policy, sources }: ComparedProps): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const other = useQuery({
    queryKey: ['ranking', 'order', origin, policy, sources],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/ranking/{origin}', { params: { path: { origin }, query: { policy, sources } }, signal })),
    placeholderData: keepPreviousData,
  });
  const before = order.map(({ source }) => source);
  const movesTo = (after: Ranking): number => {
    const names = after.order.map(({ source }) => source);
    return movesOf(before, names).filter(({ up }) => up !== 0).length;
  };
  return (
    <Loaded read={other} rows={4}>
      {(after) => (
        <>
          <p role="status">
            {movesTo(after) === 0 ? say.nothingMoves : say.someMove(format.number(movesTo(after)))} <Learning ranking={after} />
          </p>
          <div className={styles.twoOrders}>
            <OrderList title={say.orderNow} order={order} />
            <OrderList title={say.orderThen} order={after.order} before={before} />
          </div>
        </>
      )}
    </Loaded>
  );
}

function Learning({ ranking }: { ranking: Ranking }): ReactNode {
  const say = useMessages(messages);
  const format = useFormat();
  const first = firstOf(ranking);
  return first.kind === 'learning' ? say.stillLearning(format.number(first.tried), format.number(first.needed)) : null;
}
