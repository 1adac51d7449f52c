import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Chips, SearchBox, Select } from '../../kit/controls.js';
import { ownPlatforms, songStates } from '../../language/catalogue-words.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useLivePart } from '../../live/use-live.js';
import { useFilters } from '../../shell/search.js';
import { messages } from './messages.js';
import { type SongFilters, type SongStatus, statuses } from './song-filters.js';
import styles from './songs.module.css';

/** The whole catalogue counted by state: known only while nothing else narrows the list. */
function useCounts({ text, platform }: SongFilters['query']): Partial<Record<SongStatus | 'all', number>> {
  const stats = useLivePart(({ snapshot }) => snapshot?.downloadStats);
  if (stats === undefined || text !== undefined || platform !== undefined) return {};
  const { downloadedSongs: downloaded, missingSongs: missing, goneSongs: gone } = stats;
  return { all: downloaded + missing, downloaded, missing, gone };
}

export function FilterBar({ filters: { query } }: { filters: SongFilters }): ReactElement {
  const say = useMessages(messages);
  const states = useMessages(songStates);
  const [{ text = '' }, change] = useFilters();
  const counts = useCounts(query);
  const chips = statuses
    .filter((value) => value !== 'gone' || query.status === 'gone' || counts.gone !== 0)
    .map((value) => ({ value, name: states[value], count: counts[value] }));
  return (
    <div className={styles.filters}>
      <div className={styles.find}>
        <SearchBox value={text} search={(value) => change({ text: value })} label={say.search} />
        <Platforms />
      </div>
      <Chips
        label={say.states}
        value={query.status}
        options={[{ value: undefined, name: say.inPlaylists, count: counts.all }, ...chips]}
        choose={(status) => change({ status })}
      />
    </div>
  );
}

function Platforms(): ReactElement | null {
  const say = useMessages(messages);
  const own = useMessages(ownPlatforms);
  const [{ platform = '' }, change] = useFilters();
  const sources = useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/sources', { signal })),
    staleTime: 60_000,
  });
  const configured = (sources.data?.items ?? []).filter((source) => source.configured).map(({ name }) => name);
  const names = [...new Set([...configured, 'library', platform])].filter(Boolean);
  return (
    <Select
      aria-label={say.platform}
      value={platform}
      options={[{ value: '', name: say.anyPlatform }, ...names.map((name) => ({ value: name, name: wordFor(own, name) }))]}
      choose={(value) => change({ platform: value })}
    />
  );
}
