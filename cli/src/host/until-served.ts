import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 10_000;
const pauseMs = 100;

/**
 * Waits until the public API at `address` has adopted a snapshot, so that the next output is true of it. Gives up
 * after ten seconds or once the signal aborts: /readyz says why.
 */
export async function untilServed(address: string, signal: AbortSignal): Promise<void> {
  const ending = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  while (!ending.aborted) {
    const status = await fetch(`${address}/readyz`, { signal: ending }).then(
      (answer) => answer.status,
      () => 0, // Not up yet, or gone: retried, or given up above.
    );
    if (status === 200) return;
    await sleep(pauseMs, undefined, { signal: ending }).catch(() => undefined);
  }
}
