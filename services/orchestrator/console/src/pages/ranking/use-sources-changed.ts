import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

/** Reads sources and orders again after something was done to a source. */
export function useSourcesChanged(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(async () => {
    await Promise.all([queries.invalidateQueries({ queryKey: ['sources'] }), queries.invalidateQueries({ queryKey: ['ranking'] })]);
  }, [queries]);
}
