import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { LiveSnapshot, Schemas } from '../../api/types.js';
import { useLivePart } from '../../live/use-live.js';
import type { Story } from './runs.js';
import { newestDownload } from './verdict.js';

export type SongDetail = Schemas['SongDetail'];
export type Work = LiveSnapshot['workers'][number];

/** While the song waits for its turn, in milliseconds. */
const lookAgainMs = 5000;

interface SongRead {
  readonly song: UseQueryResult<SongDetail>;
  readonly story: UseQueryResult<Story>;
  /** What is done for the song at this moment. */
  readonly work: Work | undefined;
}

/** The song and its story; read again when work on it begins or ends. */
export function useSong(id: number): SongRead {
  const work = useLivePart(({ snapshot }) => snapshot?.workers.find(({ currentSongId }) => currentSongId === id));
  const story = useQuery({
    queryKey: ['song', id, 'story'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/songs/{id}/story', { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) => (isAwaited(data) ? lookAgainMs : false),
  });
  const isWaiting = isAwaited(story.data);
  const song = useQuery({
    queryKey: ['song', id, 'detail'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/songs/{id}', { params: { path: { id } }, signal })),
    refetchInterval: isWaiting ? lookAgainMs : false,
  });
  const changed = useSongChanged(id);
  const stage = work?.stageType;
  const seen = useRef({ stage, isWaiting });
  useEffect(() => {
    const { stage: stageBefore, isWaiting: wasWaiting } = seen.current;
    seen.current = { stage, isWaiting };
    // Another stage means that the one before it is done.
    if (stage !== stageBefore || (wasWaiting && !isWaiting)) void changed();
  }, [stage, isWaiting, changed]);
  return { song, story, work };
}

const isAwaited = (story: Story | undefined): boolean => ['pending', 'running'].includes(newestDownload(story)?.status ?? '');

/** Has everything about the song read again. */
export function useSongChanged(id: number): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(async () => {
    await Promise.all(['detail', 'story'].map((part) => queries.invalidateQueries({ queryKey: ['song', id, part] })));
  }, [queries, id]);
}
