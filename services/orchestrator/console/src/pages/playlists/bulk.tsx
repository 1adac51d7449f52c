import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Confirm } from '../../kit/dialog.js';
import { withoutTurns } from '../../kit/plain-text.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct } from '../../shell/session.js';
import { bulkMessages } from './messages.js';
import type { Playlist } from './playlist-row.js';
import styles from './playlists.module.css';

export type BulkAction = 'follow' | 'unfollow' | 'sync';

export interface Asked {
  readonly action: BulkAction;
  readonly playlists: readonly Playlist[];
  /** In words, if they were chosen by one. */
  readonly filter: string | undefined;
}

const mostNamed = 6;

/** In one request: a decision about all of them, or one job for all. */
async function carryOut({ action, playlists }: Asked): Promise<void> {
  if (action === 'sync') {
    const references = playlists.map(({ platform, remoteId }) => ({ platform, remoteId }));
    await answerOf(api.POST('/api/jobs', { body: { template: 'sync', playlists: references } }));
    return;
  }
  const body = { ids: playlists.map(({ id }) => id), followed: action === 'follow' };
  await answerOf(api.PUT('/api/playlists/following', { body }));
}

/** Asks with names, filter and count, then does it. */
export function BulkDialog({ asked, close, done }: { asked: Asked | undefined; close: () => void; done: () => void }): ReactElement {
  const say = useMessages(bulkMessages);
  const format = useFormat();
  const act = useAct();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const count = format.number(asked?.playlists.length ?? 0);
  const confirm = async (): Promise<void> => {
    if (asked === undefined) return;
    setBusy(true);
    const isDone = await act(() => carryOut(asked), { done: say[`${asked.action}Done`] });
    setBusy(false);
    void queries.invalidateQueries({ queryKey: ['playlists'] });
    void queries.invalidateQueries({ queryKey: ['playlist'] });
    if (isDone) done();
    close();
  };
  return (
    <Confirm
      open={asked !== undefined}
      close={close}
      title={asked === undefined ? '' : say[`${asked.action}Title`]}
      action={asked === undefined ? '' : say[`${asked.action}N`](count)}
      busy={busy}
      confirm={() => void confirm()}
    >
      {asked === undefined ? null : <Question {...asked} count={count} />}
    </Confirm>
  );
}

function Question({ action, playlists, filter, count }: Asked & { readonly count: string }): ReactElement {
  const say = useMessages(bulkMessages);
  const format = useFormat();
  const others = playlists.length - mostNamed;
  return (
    <>
      <p>{say[`${action}What`](count)}</p>
      <ul className={styles.names}>
        {playlists.slice(0, mostNamed).map(({ id, name }) => (
          <li key={id} data-data>
            {withoutTurns(name)}
          </li>
        ))}
        {others > 0 ? <li>{say.andMore(format.number(others))}</li> : null}
      </ul>
      {filter === undefined ? null : (
        <p className={styles.muted}>
          {say.filter}
          <span data-data>{filter}</span>
        </p>
      )}
    </>
  );
}
