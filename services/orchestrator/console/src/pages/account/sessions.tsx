import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { type Column, DataTable } from '../../kit/data-table.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useAct } from '../../shell/session.js';
import styles from './account.module.css';
import { deviceOf } from './device.js';
import { accountWords } from './words.js';

const readSessions = ({ signal }: { signal: AbortSignal }) => answerOf(api.GET('/api/sessions', { signal }));

type OpenSession = Awaited<ReturnType<typeof readSessions>>['items'][number];

/** Where this user is logged in; the others can be ended from here. */
export function Sessions(): ReactElement {
  const say = useMessages(accountWords);
  const read = useQuery({ queryKey: ['sessions'], queryFn: readSessions });
  const columns = useColumns();
  return (
    <Card title={say.sessions} flush>
      <Loaded read={read} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{say.noSessions}</Empty>
          ) : (
            <DataTable<OpenSession> label={say.sessions} columns={columns} rows={items} keyOf={({ id }) => id} />
          )
        }
      </Loaded>
    </Card>
  );
}

function useColumns(): readonly Column<OpenSession>[] {
  const say = useMessages(accountWords);
  return [
    {
      name: say.device,
      cell: ({ userAgent, current }) => (
        <span className={styles.userName}>
          <span data-data title={userAgent}>
            {deviceOf(userAgent) || '–'}
          </span>
          {current ? (
            <Badge tone="active" icon="ok">
              {say.thisOne}
            </Badge>
          ) : null}
        </span>
      ),
    },
    { name: say.address, cell: ({ address }) => <span data-data>{address}</span> },
    { name: say.lastUsed, cell: ({ lastUsedAt }) => <Ago at={lastUsedAt} /> },
    { name: say.opened, cell: ({ createdAt }) => <Ago at={createdAt} /> },
    { name: say.action, bare: true, cell: (session) => (session.current ? null : <EndButton session={session} />) },
  ];
}

function EndButton({ session: { id, userAgent } }: { session: OpenSession }): ReactElement {
  const say = useMessages(accountWords);
  const act = useAct();
  const queries = useQueryClient();
  const end = async (): Promise<void> => {
    await act(() => answerOf(api.DELETE('/api/sessions/{id}', { params: { path: { id } } })), { done: say.ended });
    await queries.invalidateQueries({ queryKey: ['sessions'] });
  };
  return (
    <Button aria-label={say.endOf(deviceOf(userAgent))} onClick={() => void end()}>
      {say.end}
    </Button>
  );
}
