import { until } from '@catalogsync/testkit';
import { describe, it } from '@jest/globals';
import { CheckLoop } from './check-loop.js';

const aDay = 86_400_000;

/** A check that ends when the test says so. */
function heldCheck() {
  const ends: (() => void)[] = [];
  return { ends, check: () => new Promise<void>((resolve) => ends.push(resolve)) };
}

describe('when something may have changed', () => {
  it('checks soon, not at the next poll', async () => {
    const { ends, check } = heldCheck();
    const loop = new CheckLoop(check, aDay);
    loop.hint();
    await until(() => ends.length === 1);
    ends[0]?.();
    await loop.stop();
  });

  it('checks again soon after a check during which the hint came', async () => {
    const { ends, check } = heldCheck();
    const loop = new CheckLoop(check, aDay);
    const first = loop.checkNow();
    // The check may have looked already, and it ends before the pause after a hint is over.
    loop.hint();
    ends[0]?.();
    await first;
    await until(() => ends.length === 2);
    ends[1]?.();
    await loop.stop();
  });
});
