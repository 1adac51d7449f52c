import { keepPreviousData, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';

export type Configuration = Schemas['Configuration'];
export type Setting = Schemas['Setting'];
export type Revision = Schemas['Revision'];
export type SettingsProblem = Schemas['SettingsProblem'];

export interface Checked {
  readonly problems: readonly SettingsProblem[];
  readonly machineKeys: readonly string[];
}

/** While a revision is on trial, in milliseconds. */
const watchEveryMs = 1000;
const newest = 50;

export const useConfiguration = (): UseQueryResult<Configuration> =>
  useQuery({ queryKey: ['config', 'file'], queryFn: ({ signal }) => answerOf(api.GET('/api/config', { signal })) });

/** The newest revisions, read each second while one of them is on trial. */
export const useRevisions = (): UseQueryResult<readonly Revision[]> =>
  useQuery({
    queryKey: ['config', 'revisions'],
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/api/config/revisions', { params: { query: { limit: newest } }, signal }))).items,
    refetchInterval: ({ state }) => (state.data?.some(({ watchedUntil }) => watchedUntil !== null) ? watchEveryMs : false),
    // The services restart during a trial: no answer is no surprise.
    retry: 30,
  });

/** The newest notes of the audit log: who saved and applied. */
export const useAuditTail = (): UseQueryResult<readonly Schemas['AuditEntry'][]> =>
  useQuery({
    queryKey: ['audit', 'tail'],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/audit', { params: { query: { limit: 200 } }, signal }))).items,
  });

/** After something was saved or applied. */
export function useReadAgain(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(async () => {
    await Promise.all([queries.invalidateQueries({ queryKey: ['config'] }), queries.invalidateQueries({ queryKey: ['audit'] })]);
  }, [queries]);
}

/** So that not every key asks the server, in milliseconds. */
const typingMs = 300;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typingMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** What the service says about a text, a moment after the last key. Nothing for a login that may only read. */
export function useChecked(text: string, mayCheck: boolean): { readonly checked: Checked | undefined; readonly isChecking: boolean } {
  const settled = useSettled(text);
  const { data, isFetching } = useQuery({
    queryKey: ['config', 'check', settled],
    queryFn: ({ signal }) => answerOf(api.POST('/api/config/check', { body: { contentText: settled }, signal })),
    enabled: mayCheck,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  return { checked: data, isChecking: isFetching || settled !== text };
}
