import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';

/** The sources, as far as they are known: without an answer of the resolver there are none to choose from. */
export function useSources(): readonly Schemas['Source'][] {
  const read = useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/sources', { signal })),
    staleTime: 60_000,
  });
  return read.data?.items ?? [];
}

export const useSourceNames = (): readonly string[] => useSources().map(({ name }) => name);
