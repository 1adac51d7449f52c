import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { type Column, DataTable } from '../../kit/data-table.js';
import { Confirm } from '../../kit/dialog.js';
import { Loaded } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { Badge } from '../../kit/status.js';
import { Ago, instantOf, useNow } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import styles from './account.module.css';
import { NewTokenDialog } from './new-token-dialog.js';
import { accountWords, tokenWords } from './words.js';

type ApiToken = Schemas['ApiToken'];

/** Tokens for scripts: made, shown once, revoked. */
export function Tokens(): ReactElement {
  const say = useMessages(tokenWords);
  const readOnly = useReadOnlyReason();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken>();
  const read = useQuery({ queryKey: ['tokens'], queryFn: ({ signal }) => answerOf(api.GET('/api/tokens', { signal })) });
  const columns = useColumns(setRevoking);
  const create = (
    <Button icon="add" reason={readOnly} onClick={() => setMaking(true)}>
      {say.create}
    </Button>
  );
  return (
    <Card title={say.tokens} actions={create} flush>
      <Loaded read={read} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={styles.aboutTokens}>{`${say.about}${say.none}`}</p>
          ) : (
            <DataTable<ApiToken> label={say.tokens} columns={columns} rows={items} keyOf={({ id }) => id} />
          )
        }
      </Loaded>
      <NewTokenDialog open={making} close={() => setMaking(false)} />
      <RevokeDialog token={revoking} close={() => setRevoking(undefined)} />
    </Card>
  );
}

function useColumns(revoke: (token: ApiToken) => void): readonly Column<ApiToken>[] {
  const say = { ...useMessages(accountWords), ...useMessages(tokenWords) };
  const readOnly = useReadOnlyReason();
  return [
    { name: say.name, cell: ({ name }) => <span data-data>{name}</span> },
    { name: say.role, cell: ({ role }) => say[role] },
    { name: say.state, cell: (token) => <TokenState token={token} /> },
    { name: say.lastUsed, cell: ({ lastUsedAt }) => (lastUsedAt === null ? say.neverUsed : <Ago at={lastUsedAt} />) },
    { name: say.expires, cell: ({ expiresAt }) => (expiresAt === null ? say.never : <Ago at={expiresAt} />) },
    {
      name: say.action,
      bare: true,
      cell: (token) =>
        token.revokedAt !== null || readOnly !== undefined ? null : (
          <Button aria-label={say.revokeTitle(token.name)} onClick={() => revoke(token)}>
            {say.revoke}
          </Button>
        ),
    },
  ];
}

function TokenState({ token: { revokedAt, expiresAt } }: { token: ApiToken }): ReactElement {
  const say = useMessages(tokenWords);
  const now = useNow();
  if (revokedAt !== null) {
    return (
      <Badge tone="quiet" icon="close">
        {say.revoked}
      </Badge>
    );
  }
  const end = instantOf(expiresAt);
  return end !== undefined && end <= now ? <Badge tone="warn">{say.expired}</Badge> : <Badge tone="ok">{say.valid}</Badge>;
}

function RevokeDialog({ token, close }: { token: ApiToken | undefined; close: () => void }): ReactElement {
  const say = useMessages(tokenWords);
  const act = useAct();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const revoke = async (id: number): Promise<void> => {
    setBusy(true);
    const isDone = await act(() => answerOf(api.DELETE('/api/tokens/{id}', { params: { path: { id } } })), { done: say.revokeDone });
    setBusy(false);
    await Promise.all(['tokens', 'audit'].map((name) => queries.invalidateQueries({ queryKey: [name] })));
    if (isDone) close();
  };
  return (
    <Confirm
      open={token !== undefined}
      close={close}
      title={<span data-data>{say.revokeTitle(token?.name ?? '')}</span>}
      action={say.revoke}
      danger
      busy={busy}
      confirm={() => void (token === undefined ? undefined : revoke(token.id))}
    >
      <p>{say.revokeWhat}</p>
    </Confirm>
  );
}
