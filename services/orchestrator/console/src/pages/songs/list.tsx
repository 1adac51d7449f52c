import { type ReactElement, useCallback, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Actions, Button, buttonClass } from '../../kit/button.js';
import { Empty } from '../../kit/feedback.js';
import { KeysetList } from '../../kit/keyset-list.js';
import { Card } from '../../kit/page.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { words } from '../../kit/words.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { useFilters } from '../../shell/search.js';
import { FilterBar } from './filter-bar.js';
import { messages } from './messages.js';
import { Selection } from './selection.js';
import { useSongFilters } from './song-filters.js';
import { type Song, SongRow } from './song-row.js';

const rowHeight = { wide: 56, narrow: 64 } as const;

export function SongList(): ReactElement {
  const say = useMessages(messages);
  const filters = useSongFilters();
  const isNarrow = useNarrow();
  const [ticked, setTicked] = useState<ReadonlyMap<number, Song>>(new Map());
  const tick = useCallback((song: Song, isTicked: boolean): void => {
    setTicked((before) => new Map(isTicked ? [...before, [song.id, song]] : [...before].filter(([id]) => id !== song.id)));
  }, []);
  const { query } = filters;
  return (
    <>
      <Card flush>
        <FilterBar filters={filters} />
        <KeysetList<Song>
          queryKey={['songs', 'list', query]}
          read={(cursor, limit, signal) =>
            answerOf(api.GET('/api/songs', { params: { query: { ...query, limit, ...(cursor === undefined ? {} : { cursor }) } }, signal }))
          }
          rowHeight={isNarrow ? rowHeight.narrow : rowHeight.wide}
          row={(song) => <SongRow song={song} isTicked={ticked.has(song.id)} tick={tick} />}
          empty={<NoSongs isFiltered={filters.words !== undefined} />}
          label={say.list}
        />
      </Card>
      <Selection ticked={ticked} setTicked={setTicked} filters={filters} />
    </>
  );
}

function NoSongs({ isFiltered }: { isFiltered: boolean }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(messages) };
  const [, change] = useFilters();
  if (!isFiltered) {
    return (
      <Empty
        action={
          <Actions>
            <Link to="/setup" className={buttonClass('main')}>
              {say.setUp}
            </Link>
            <Link to="/jobs" search={{ start: 'full' }} className={buttonClass()}>
              {say.collect}
            </Link>
          </Actions>
        }
      >
        {say.none}
      </Empty>
    );
  }
  const clear = { text: undefined, platform: undefined, status: undefined };
  return <Empty action={<Button onClick={() => change(clear)}>{say.clear}</Button>}>{say.noMatch}</Empty>;
}
