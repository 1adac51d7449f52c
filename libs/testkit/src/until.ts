import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Repeats the question until the answer is truthy, and returns it. The only limit is the test's own: speed is the machine's affair.
 */
export async function until<T>(ask: () => T | undefined | Promise<T | undefined>, pauseMs = 10): Promise<Exclude<T, false>> {
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Exclude<T, false>;
    await sleep(pauseMs);
  }
}
