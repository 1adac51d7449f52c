import { answerOf, api } from '../../api/client.js';

export const sourcesRead = {
  queryKey: ['sources'],
  queryFn: ({ signal }: { signal: AbortSignal }) => answerOf(api.GET('/api/sources', { signal })),
  refetchInterval: 15_000,
};
