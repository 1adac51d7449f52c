import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { ApiError } from '../../api/api-error.js';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { useLivePart } from '../../live/use-live.js';

export type Playlist = Schemas['PlaylistDetail'];
export type Mirror = Schemas['Mirror'];

const isGone = (error: unknown): boolean => error instanceof ApiError && error.code === 'not_found';

/** The playlist; read again whenever a job ends, which may have changed it. */
export function usePlaylist(id: number) {
  const queries = useQueryClient();
  const read = useQuery({
    queryKey: ['playlist', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/playlists/{id}', { params: { path: { id } }, signal })),
    retry: (failures, error) => !isGone(error) && failures < 3,
  });
  const jobs = useLivePart(({ snapshot }) => snapshot?.recentJobs.map((job) => `${job.id} ${job.status}`).join());
  useEffect(() => {
    if (jobs !== undefined) void queries.invalidateQueries({ queryKey: ['playlist', id], exact: true });
  }, [jobs, id, queries]);
  return { ...read, isGone: read.data === undefined && isGone(read.error) };
}

/** What is known of it on the media server; null if it was never there nor decided about. */
export const useMirror = (id: number) =>
  useQuery({
    queryKey: ['playlist', id, 'mirror'],
    queryFn: async ({ signal }): Promise<Mirror | null> =>
      (await answerOf(api.GET('/api/mirrors', { params: { query: { playlistId: id } }, signal }))).items[0] ?? null,
  });

/** After something was changed about a playlist. */
export function usePlaylistChanged(id: number): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    for (const queryKey of [['playlist', id], ['playlists'], ['mirrors']]) void queries.invalidateQueries({ queryKey });
  }, [id, queries]);
}
