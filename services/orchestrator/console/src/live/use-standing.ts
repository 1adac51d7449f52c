import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../api/client.js';
import type { Schemas } from '../api/types.js';
import { useLivePart } from './use-live.js';

/** What the live stream tells, without its events. */
export type Standing = Omit<Schemas['Dashboard'], 'taskRows'>;

/** While the stream brings nothing, in milliseconds. */
const askAgainMs = 10_000;

interface ReadStanding {
  readonly data: Standing | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** How things stand: from the live stream, and asked for until it is there or while it is refused. */
export function useStanding(): ReadStanding {
  const live = useLivePart(({ snapshot }) => snapshot);
  const isLive = useLivePart(({ link }) => link === 'live');
  const read = useQuery({
    queryKey: ['dashboard'],
    // The other form that its document has is only for old scripts.
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/dashboard', { signal }))) as Standing,
    enabled: live === undefined || !isLive,
    refetchInterval: isLive ? false : askAgainMs,
  });
  const problem = useLasting(isLive ? null : (read.error ?? read.failureReason), read.data ?? live);
  const isNewer = !isLive && read.data !== undefined && read.error === null;
  return { data: isNewer || live === undefined ? read.data : live, error: problem, refetch: read.refetch };
}

/** The problem until there is none, also while it is asked for again: a page that says so should not blink. */
function useLasting(problem: unknown, data: unknown): unknown {
  const [kept, keep] = useState<unknown>(null);
  const lasting = problem ?? (data === undefined ? kept : null);
  if (lasting !== kept) keep(lasting);
  return lasting;
}
