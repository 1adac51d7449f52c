import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useCallback, useEffect, useRef, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { Empty } from '../../kit/feedback.js';
import { KeysetList } from '../../kit/keyset-list.js';
import { Card, Page } from '../../kit/page.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { words } from '../../kit/words.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { useLivePart } from '../../live/use-live.js';
import { pageTitles } from '../../shell/page-titles.js';
import { useFilters } from '../../shell/search.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { type Asked, BulkDialog } from './bulk.js';
import { FilterBar } from './filter-bar.js';
import { messages } from './messages.js';
import { type Playlist, PlaylistRow } from './playlist-row.js';
import { Pools, usePools } from './pools.js';
import { Selection } from './selection.js';
import { noFilters, type PlaylistFilters, usePlaylistFilters } from './use-playlist-filters.js';

const rowHeight = { wide: 60, narrow: 92 } as const;
/** Counts of downloaded songs are read again at most that often. */
const againAfterMs = 10_000;

export default function PlaylistsPage(): ReactElement {
  const say = useMessages(messages);
  const pools = usePools();
  return (
    <Page title={pageTitles.playlists[useLanguage()]} about={say.about} actions={<Collect />}>
      <Pools pools={pools.data ?? []} />
      <List pools={pools.data ?? []} />
    </Page>
  );
}

/** Queues a job that looks for playlists. */
function Collect({ main = false }: { main?: boolean }): ReactElement {
  const say = useMessages(messages);
  const act = useAct();
  const readOnly = useReadOnlyReason();
  const isRunning = useLivePart(({ snapshot }) => snapshot?.jobs.some(({ template }) => template === 'collect') ?? false);
  const collect = () => act(() => answerOf(api.POST('/api/jobs', { body: { template: 'collect' } })), { done: say.collecting });
  return (
    <Button icon="search" kind={main ? 'main' : 'plain'} reason={readOnly} busy={isRunning} onClick={() => void collect()}>
      {say.collect}
    </Button>
  );
}

/** How many playlists came since the list was read; those are shown when asked for. Counts of songs are read again by themselves. */
function useNews(): { readonly fresh: number; readonly refresh: () => void; readonly generation: number } {
  const queries = useQueryClient();
  const total = useLivePart(({ snapshot }) => snapshot?.catalogue.playlists);
  const downloaded = useLivePart(({ snapshot }) => snapshot?.downloadStats.downloadedSongs);
  const seen = useRef<number>(undefined);
  const last = useRef({ downloaded, at: Date.now() });
  const [generation, setGeneration] = useState(0);
  seen.current ??= total;
  const fresh = Math.max(0, (total ?? 0) - (seen.current ?? total ?? 0));
  useEffect(() => {
    if (fresh > 0 || downloaded === last.current.downloaded || Date.now() - last.current.at < againAfterMs) return;
    const isFirst = last.current.downloaded === undefined;
    last.current = { downloaded, at: Date.now() };
    if (!isFirst) void queries.invalidateQueries({ queryKey: ['playlists', 'list'] });
  }, [downloaded, fresh, queries]);
  const refresh = useCallback((): void => {
    seen.current = undefined;
    setGeneration((before) => before + 1);
    void queries.invalidateQueries({ queryKey: ['pools'] });
  }, [queries]);
  return { fresh, refresh, generation };
}

function List({ pools }: { pools: Parameters<typeof FilterBar>[0]['pools'] }): ReactElement {
  const say = useMessages(messages);
  const filters = usePlaylistFilters();
  const isNarrow = useNarrow();
  const { fresh, refresh, generation } = useNews();
  const [ticked, setTicked] = useState<ReadonlyMap<number, Playlist>>(new Map());
  const [asked, setAsked] = useState<Asked>();
  const tick = useCallback((one: Playlist, isTicked: boolean): void => {
    setTicked((before) => new Map(isTicked ? [...before, [one.id, one]] : [...before].filter(([id]) => id !== one.id)));
  }, []);
  const { query } = filters;
  return (
    <>
      <Card flush>
        <FilterBar pools={pools} />
        <KeysetList<Playlist>
          queryKey={['playlists', 'list', query, generation]}
          read={(cursor, limit, signal) => answerOf(api.GET('/api/playlists', { params: { query: { ...query, limit, cursor } }, signal }))}
          rowHeight={isNarrow ? rowHeight.narrow : rowHeight.wide}
          row={(one) => <PlaylistRow playlist={one} isTicked={ticked.has(one.id)} tick={tick} />}
          empty={<NoPlaylists filters={filters} />}
          label={say.list}
          fresh={fresh}
          refresh={refresh}
        />
      </Card>
      <Selection
        ticked={ticked}
        setTicked={setTicked}
        query={query}
        ask={(action, playlists) => setAsked({ action, playlists, filter: filters.words || undefined })}
      />
      <BulkDialog asked={asked} close={() => setAsked(undefined)} done={() => setTicked(new Map())} />
    </>
  );
}

function NoPlaylists({ filters }: { filters: PlaylistFilters }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(messages) };
  const [, change] = useFilters();
  if (filters.words === undefined) return <Empty action={<Collect main />}>{say.none}</Empty>;
  return <Empty action={<Button onClick={() => change(noFilters)}>{say.clear}</Button>}>{say.noMatch}</Empty>;
}
