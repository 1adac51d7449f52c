import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';

export const matrixRead = {
  queryKey: ['ranking', 'matrix'],
  queryFn: ({ signal }: { signal: AbortSignal }) => answerOf(api.GET('/api/ranking', { signal })),
  refetchInterval: 30_000,
};

/** Platforms for whose songs something was learned. */
export const useOrigins = (): readonly string[] => useQuery(matrixRead).data?.origins ?? [];
