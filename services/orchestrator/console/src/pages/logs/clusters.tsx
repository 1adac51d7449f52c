import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Loaded } from '../../kit/feedback.js';
import { Icon } from '../../kit/icons.js';
import { Card, Note } from '../../kit/page.js';
import { asSaid } from '../../kit/said.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { sharedPart } from './log-filter.js';
import styles from './logs.module.css';
import { logWords } from './words.js';

type Cluster = Schemas['LogCluster'];

const readEveryMs = 30_000;
const shownAtFirst = 5;

/** Errors and warnings of the last hour by what they have in common. They are read anew twice a minute. */
export function LogClusters(): ReactElement {
  const say = useMessages(logWords);
  const format = useFormat();
  const [all, setAll] = useState(false);
  const read = useQuery({
    queryKey: ['logs', 'clusters'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/logs/clusters', { params: { query: { minutes: 60 } }, signal })),
    refetchInterval: readEveryMs,
  });
  return (
    <Card title={say.clusters} flush>
      <Loaded read={read} rows={2}>
        {({ items, complete, readLines }) => (
          <>
            {items.length === 0 ? (
              <p className={styles.calm}>
                <Icon name="ok" size={18} />
                {say.calm}
              </p>
            ) : (
              <ul className={styles.clusters}>
                {items.slice(0, all ? undefined : shownAtFirst).map((cluster) => (
                  <ClusterRow key={`${cluster.level} ${cluster.text}`} cluster={cluster} />
                ))}
              </ul>
            )}
            {all || items.length <= shownAtFirst ? null : (
              <div className={styles.foot}>
                <Button kind="quiet" onClick={() => setAll(true)}>
                  {say.moreClusters(format.number(items.length - shownAtFirst))}
                </Button>
              </div>
            )}
            {complete ? null : (
              <div className={styles.foot}>
                <Note>{say.onlyNewest(format.number(readLines))}</Note>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}

function ClusterRow({ cluster }: { cluster: Cluster }): ReactElement {
  const say = useMessages(logWords);
  const format = useFormat();
  const { level, text, count, firstAt, lastAt } = cluster;
  const search = { level, text: sharedPart(text) || undefined, since: firstAt ?? undefined };
  return (
    <li className={styles.cluster} data-level={level}>
      <Icon name={level === 'error' ? 'bad' : 'warn'} size={18} />
      <div className={styles.cause}>
        <span className="hidden">{level === 'error' ? say.error : say.warn}</span>
        <p {...asSaid}>{text}</p>
        <p className={styles.since}>
          <Ago at={lastAt} />
        </p>
      </div>
      <Link to="/logs" search={search} className={styles.count} title={say.seeLines}>
        <span className="number">{say.times(format.number(count))}</span>
        <span className="hidden">{`: ${say.seeLines}`}</span>
        <Icon name="next" size={16} />
      </Link>
    </li>
  );
}
