import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { buttonClass } from '../../kit/button.js';
import { Card } from '../../kit/page.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import styles from './media.module.css';
import { kindWords, messages } from './messages.js';
import { isNeeded, keysOf } from './server-keys.js';

/** No server is chosen: what one is good for, and what each kind needs. */
export function ChooseServer({ types }: { types: readonly string[] }): ReactElement {
  const say = useMessages(messages);
  // Without the settings the kinds alone are shown.
  const settings = useQuery({
    queryKey: ['config', 'settings'],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/config', { signal }))).settings,
    staleTime: 60_000,
  });
  return (
    <Card title={say.none}>
      <div className={styles.none}>
        <p>{say.noneWhy}</p>
        <Link to="/config" search={{ key: 'SERVER_ACTIVE' }} className={buttonClass('main')}>
          {say.choose}
        </Link>
        <ul className={styles.kinds} aria-label={say.kinds}>
          {types.map((type) => (
            <Kind key={type} type={type} settings={settings.data ?? []} isRead={settings.data !== undefined} />
          ))}
        </ul>
      </div>
    </Card>
  );
}

interface KindProps {
  readonly type: string;
  readonly settings: readonly Schemas['Setting'][];
  readonly isRead: boolean;
}

function Kind({ type, settings, isRead }: KindProps): ReactElement {
  const say = useMessages(messages);
  const kinds = useMessages(kindWords);
  const needed = keysOf(settings, type).filter(isNeeded);
  return (
    <li className={styles.kind}>
      <strong>{wordFor(kinds, type)}</strong>
      <code>SERVER_ACTIVE={type}</code>
      <div className={styles.keys}>
        {needed.map(({ key, help }) => (
          <Link key={key} to="/config" search={{ key }} title={help}>
            <code>{key}</code>
          </Link>
        ))}
      </div>
      {isRead && needed.length === 0 ? <small>{say.noKeys}</small> : null}
    </li>
  );
}
