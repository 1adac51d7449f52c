import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useMessages } from '../../language/messages.js';
import { useGoTo } from '../../shell/link.js';
import { useAct } from '../../shell/session.js';
import { messages } from './messages.js';

export const libraryRead = {
  queryKey: ['library'],
  queryFn: ({ signal }: { signal: AbortSignal }) => answerOf(api.GET('/api/library', { signal })),
  refetchInterval: 15_000,
};

/** Queues a scan of a folder, or of all, and goes to its job. */
export function useScan(): (folder?: string) => Promise<void> {
  const say = useMessages(messages);
  const act = useAct();
  const goTo = useGoTo();
  const queries = useQueryClient();
  return useCallback(
    async (folder) => {
      const work = async (): Promise<void> => {
        const { id } = await answerOf(api.POST('/api/library/scan', { body: folder === undefined ? {} : { folder } }));
        goTo(`/jobs/${id}`);
      };
      if (await act(work, { done: say.scanStarted })) await queries.invalidateQueries({ queryKey: ['library'] });
    },
    [say, act, goTo, queries],
  );
}
