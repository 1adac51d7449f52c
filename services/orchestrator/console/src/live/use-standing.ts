import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answerOf, api } from '../api/client.js';
import type { Schemas } from '../api/types.js';
import { useLivePart } from './use-live.js';
import { shouldAsk } from './whether-to-ask.js';

/** What the live stream tells, without its events. */
export type Standing = Omit<Schemas['Dashboard'], 'taskRows'>;

/** While the stream brings nothing, in milliseconds. */
const askAgainMs = 10_000;

/** A stream that works has said how things stand by then, in milliseconds; some proxies hold it back. */
const streamWithinMs = 2000;

interface ReadStanding {
  readonly data: Standing | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** How things stand: from the live stream, and asked for while that is late, lost or refused. */
export function useStanding(): ReadStanding {
  const live = useLivePart(({ snapshot }) => snapshot);
  const link = useLivePart((whole) => whole.link);
  const isLive = link === 'live';
  const isLate = useLate(live === undefined);
  const read = useQuery({
    queryKey: ['dashboard'],
    // The other form that its document has is only for old scripts.
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/dashboard', { signal }))) as Standing,
    enabled: shouldAsk({ link, hasSnapshot: live !== undefined }, isLate),
    refetchInterval: isLive ? false : askAgainMs,
  });
  const problem = useLasting(isLive ? null : (read.error ?? read.failureReason), read.data ?? live);
  const isNewer = !isLive && read.data !== undefined && read.error === null;
  return { data: isNewer || live === undefined ? read.data : live, error: problem, refetch: read.refetch };
}

/** Whether a wait has taken long. */
function useLate(isWaiting: boolean): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setTimeout(() => setLate(true), streamWithinMs);
    return () => clearTimeout(timer);
  }, [isWaiting]);
  return isLate;
}

/** The problem until there is none, also while it is asked for again: a page that says so should not blink. */
function useLasting(problem: unknown, data: unknown): unknown {
  const [kept, keep] = useState<unknown>(null);
  const lasting = problem ?? (data === undefined ? kept : null);
  if (lasting !== kept) keep(lasting);
  return lasting;
}
