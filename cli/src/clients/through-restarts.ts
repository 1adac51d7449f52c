import { setTimeout as sleep } from 'node:timers/promises';
import { toFault } from '@catalogsync/faults';
import type { Clock } from '@catalogsync/runtime';

const pauseMs = 250;
/** A service that is away for longer is not merely being restarted. */
const patienceMs = 60_000;

/**
 * What a service streams. If the service goes away, such as while it is restarted with other settings, `open` is called again
 * until it answers; what it would have sent meanwhile is not.
 * @throws what the stream throws; Fault `unavailable` after a minute without an answer
 */
export async function* throughRestarts<T>(
  open: () => AsyncIterable<T>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): AsyncGenerator<T> {
  let silentSince: number | undefined;
  for (;;) {
    try {
      for await (const item of open()) {
        silentSince = undefined;
        yield item;
      }
      return;
    } catch (error) {
      if (toFault(error).code !== 'unavailable') throw error;
      silentSince ??= clock.now();
      if (clock.now() - silentSince > patienceMs) throw error;
    }
    await sleep(pauseMs, undefined, { signal });
  }
}
