import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import { CopyField } from '../../kit/copy.js';
import { Loaded } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useSession } from '../../shell/session.js';
import styles from './account.module.css';
import { accountWords } from './words.js';

/** Who else may log in. Only the command line of the machine adds users. */
export function Users(): ReactElement {
  const say = useMessages(accountWords);
  const { username: own } = useSession();
  const read = useQuery({ queryKey: ['users'], queryFn: ({ signal }) => answerOf(api.GET('/api/users', { signal })) });
  return (
    <Card title={say.users}>
      <Loaded read={read} rows={2}>
        {({ items }) => (
          <ul className={styles.users}>
            {items.map(({ username, role, createdAt }) => (
              <li key={username}>
                <span className={styles.userName}>
                  <strong data-data>{username}</strong>
                  {username === own ? (
                    <Badge tone="active" icon="account">
                      {say.youMark}
                    </Badge>
                  ) : null}
                </span>
                <span className={styles.muted}>
                  {say[role]} · <Ago at={createdAt} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <div className={styles.command}>
        <p className={styles.muted}>{say.addUser}</p>
        <CopyField label={say.addUser} value="./catalogsync console users add NAME --role operator" />
      </div>
    </Card>
  );
}
