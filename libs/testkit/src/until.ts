import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Repeats the question until the answer is truthy, and returns it. Only the test's own time limit applies, as machines differ in speed.
 */
export async function until<T>(ask: () => T | undefined | Promise<T | undefined>, pauseMs = 10): Promise<Exclude<T, false>> {
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Exclude<T, false>;
    await sleep(pauseMs);
  }
}
