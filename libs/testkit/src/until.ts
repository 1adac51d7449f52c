import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until the answer is truthy, and returns it. There is no limit but the test's own: how long it takes is the machine's affair.
 */
export async function until<T>(ask: () => T | undefined | Promise<T | undefined>, pauseMs = 10): Promise<Exclude<T, false>> {
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Exclude<T, false>;
    await sleep(pauseMs);
  }
}
