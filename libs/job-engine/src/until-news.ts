import type { Subscription } from './change-feed.js';
import type { Pacing } from './records/surroundings.js';

/** Resolves at the next news of jobs, after `withinMs` milliseconds if given, or when the signal aborts. */
export async function untilNews(
  changes: Pick<Subscription, 'next'>,
  pacing: Pick<Pacing, 'sleep'>,
  withinMs: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const turn = AbortSignal.any([signal, over.signal]);
  if (withinMs !== undefined) void pacing.sleep(withinMs, turn).then(() => over.abort());
  await changes.next(turn);
  over.abort();
}
