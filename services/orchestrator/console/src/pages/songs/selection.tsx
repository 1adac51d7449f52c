import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { SelectionBar } from '../../kit/selection-bar.js';
import { tell } from '../../kit/toast.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { DownloadDialog } from './download-dialog.js';
import { messages } from './messages.js';
import type { SongFilters } from './song-filters.js';
import type { Song } from './song-row.js';

/** As many as one job may name. */
const mostSelected = 1000;
const atOnce = 200;

/** All songs that match, as far as they are not too many. */
async function matching(query: SongFilters['query']): Promise<{ readonly songs: readonly Song[]; readonly more: boolean }> {
  const songs: Song[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await answerOf(api.GET('/api/songs', { params: { query: { ...query, limit: atOnce, ...(cursor ? { cursor } : {}) } } }));
    songs.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && songs.length < mostSelected);
  return { songs: songs.slice(0, mostSelected), more: cursor !== null };
}

interface SelectionProps {
  readonly ticked: ReadonlyMap<number, Song>;
  readonly setTicked: (ticked: ReadonlyMap<number, Song>) => void;
  readonly filters: SongFilters;
}

/** What can be done with the ticked songs; shown while there are some. */
export function Selection({ ticked, setTicked, filters }: SelectionProps): ReactElement | null {
  const say = useMessages(messages);
  const format = useFormat();
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  if (ticked.size === 0) return null;
  const selectMatching = async (): Promise<void> => {
    setBusy(true);
    await act(async () => {
      const { songs, more } = await matching(filters.query);
      setTicked(new Map(songs.map((song) => [song.id, song])));
      if (more) tell(say.tooMany(format.number(mostSelected)));
    });
    setBusy(false);
  };
  return (
    <SelectionBar label={say.selectedSongs(format.number(ticked.size))} count={ticked.size} clear={() => setTicked(new Map())}>
      <Button kind="quiet" busy={busy} onClick={() => void selectMatching()}>
        {say.selectMatching}
      </Button>
      <Button kind="main" icon="download" reason={readOnly} onClick={() => setAsking(true)}>
        {say.download}
      </Button>
      <DownloadDialog
        open={asking}
        close={() => setAsking(false)}
        songs={[...ticked.values()]}
        filter={filters.words}
        done={() => setTicked(new Map())}
      />
    </SelectionBar>
  );
}
