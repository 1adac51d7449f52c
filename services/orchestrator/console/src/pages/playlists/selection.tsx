import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { SelectionBar } from '../../kit/selection-bar.js';
import { tell } from '../../kit/toast.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import type { BulkAction } from './bulk.js';
import { bulkMessages, messages } from './messages.js';
import type { Playlist } from './playlist-row.js';
import type { PlaylistFilters } from './use-playlist-filters.js';

type Query = PlaylistFilters['query'];

/** As many as one request names. */
const mostSelected = 1000;
const atOnce = 200;

async function matching(query: Query): Promise<{ readonly playlists: readonly Playlist[]; readonly more: boolean }> {
  const playlists: Playlist[] = [];
  let cursor: string | null | undefined;
  do {
    const page = { ...query, limit: atOnce, ...(cursor ? { cursor } : {}) };
    const answer = await answerOf(api.GET('/api/playlists', { params: { query: page } }));
    playlists.push(...answer.items);
    cursor = answer.nextCursor;
  } while (cursor !== null && playlists.length < mostSelected);
  return { playlists: playlists.slice(0, mostSelected), more: cursor !== null || playlists.length > mostSelected };
}

interface SelectionProps {
  readonly ticked: ReadonlyMap<number, Playlist>;
  readonly setTicked: (ticked: ReadonlyMap<number, Playlist>) => void;
  readonly query: Query;
  readonly ask: (action: BulkAction, playlists: readonly Playlist[]) => void;
}

/** What can be done to the ticked playlists; shown while there are some. */
export function Selection({ ticked, setTicked, query, ask }: SelectionProps): ReactElement | null {
  const say = { ...useMessages(messages), ...useMessages(bulkMessages) };
  const format = useFormat();
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const [busy, setBusy] = useState(false);
  if (ticked.size === 0) return null;
  const all = [...ticked.values()];
  // What is on the disk is always followed, and read by scans.
  const offered = all.filter(({ platform }) => platform !== 'library');
  const parts = {
    follow: offered.filter(({ isFollowed }) => !isFollowed),
    unfollow: offered.filter(({ isFollowed }) => isFollowed),
    sync: offered,
  };
  const selectMatching = async (): Promise<void> => {
    setBusy(true);
    await act(async () => {
      const { playlists, more } = await matching(query);
      setTicked(new Map(playlists.map((one) => [one.id, one])));
      if (more) tell(say.tooMany(format.number(mostSelected)));
    });
    setBusy(false);
  };
  return (
    <SelectionBar label={say.selectedN(format.number(ticked.size))} count={ticked.size} clear={() => setTicked(new Map())}>
      <Button kind="quiet" busy={busy} onClick={() => void selectMatching()}>
        {say.selectMatching}
      </Button>
      {(['follow', 'unfollow', 'sync'] as const).map((action) =>
        parts[action].length === 0 ? null : (
          <Button key={action} icon={icons[action]} reason={readOnly} onClick={() => ask(action, parts[action])}>
            {say[action]}
          </Button>
        ),
      )}
    </SelectionBar>
  );
}

const icons = { follow: 'star', unfollow: 'close', sync: 'retry' } as const;
