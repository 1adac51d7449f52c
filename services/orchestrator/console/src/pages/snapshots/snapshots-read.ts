import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useMessages } from '../../language/messages.js';
import { useGoTo } from '../../shell/link.js';
import { useAct } from '../../shell/session.js';
import { messages } from './messages.js';

export const snapshotsRead = {
  queryKey: ['snapshots'],
  queryFn: ({ signal }: { signal: AbortSignal }) => answerOf(api.GET('/api/snapshots', { signal })),
  refetchInterval: 15_000,
};

/** What a reader says of a snapshot; kept as long as the page, as a snapshot never changes. */
export const verdictRead = (id: string) => ({
  queryKey: ['snapshot verdict', id],
  queryFn: ({ signal }: { signal: AbortSignal }) => answerOf(api.POST('/api/snapshots/{id}/verify', { params: { path: { id } }, signal })),
  retry: false,
});

/** Queues a publication and goes to its job. */
export function usePublish(): (force: boolean) => Promise<void> {
  const say = useMessages(messages);
  const act = useAct();
  const goTo = useGoTo();
  const queries = useQueryClient();
  return useCallback(
    async (force) => {
      const work = async (): Promise<void> => {
        const { id } = await answerOf(api.POST('/api/snapshots/publish', { body: { force } }));
        goTo(`/jobs/${id}`);
      };
      if (await act(work, { done: say.publishStarted })) await queries.invalidateQueries({ queryKey: ['jobs'] });
    },
    [say, act, goTo, queries],
  );
}
