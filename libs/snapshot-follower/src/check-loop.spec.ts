import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CheckLoop } from './check-loop.js';

const pollMs = 60_000;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A loop whose checks end when the test says so. */
function held(poll = pollMs) {
  const ends: (() => void)[] = [];
  const loop = new CheckLoop(() => new Promise<void>((resolve) => ends.push(resolve)), poll);
  return {
    loop,
    begun: () => ends.length,
    /** Ends the check that runs. */
    end: async (): Promise<void> => {
      ends[ends.length - 1]?.();
      await jest.advanceTimersByTimeAsync(0);
    },
  };
}

describe('when nothing happens', () => {
  it('checks again one interval after each check', async () => {
    const { loop, begun, end } = held();
    void loop.checkNow();
    await jest.advanceTimersByTimeAsync(10 * pollMs);
    expect(begun()).toBe(1);
    await end();
    await jest.advanceTimersByTimeAsync(pollMs - 1);
    expect(begun()).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(begun()).toBe(2);
    await end();
    await loop.stop();
  });
});

describe('when a check is requested', () => {
  it('runs at once, and starts the interval anew', async () => {
    const { loop, begun, end } = held();
    void loop.checkNow();
    await end();
    await jest.advanceTimersByTimeAsync(pollMs / 2);
    void loop.checkNow();
    expect(begun()).toBe(2);
    await jest.advanceTimersByTimeAsync(pollMs);
    await end();
    await jest.advanceTimersByTimeAsync(pollMs - 1);
    expect(begun()).toBe(2);
    await loop.stop();
  });

  it('is answered by one more check after the one that runs, however many are requested', async () => {
    const { loop, begun, end } = held();
    const answered: string[] = [];
    void loop.checkNow().then(() => answered.push('first'));
    for (const name of ['second', 'third']) void loop.checkNow().then(() => answered.push(name));
    expect(begun()).toBe(1);
    await end();
    expect([begun(), answered]).toEqual([2, ['first']]);
    await end();
    expect([begun(), answered]).toEqual([2, ['first', 'second', 'third']]);
    void loop.checkNow();
    void loop.checkNow();
    expect(begun()).toBe(3);
    await end();
    expect(begun()).toBe(4);
    await end();
    await loop.stop();
  });
});

describe('when something may have changed', () => {
  it('checks once the publication had time to settle, not at the next interval', async () => {
    const { loop, begun, end } = held();
    loop.hint();
    await jest.advanceTimersByTimeAsync(40);
    // A publication is several files: each of them hints.
    loop.hint();
    await jest.advanceTimersByTimeAsync(49);
    expect(begun()).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(begun()).toBe(1);
    await end();
    await jest.advanceTimersByTimeAsync(pollMs - 1);
    expect(begun()).toBe(1);
    await loop.stop();
  });

  it.each([
    [pollMs, 50],
    [20, 20],
  ])('checks again soon after a check during which it did (interval %i ms: after %i ms)', async (poll, soon) => {
    const { loop, begun, end } = held(poll);
    void loop.checkNow();
    // The check may have looked already.
    loop.hint();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(begun()).toBe(1);
    await end();
    await jest.advanceTimersByTimeAsync(soon - 1);
    expect(begun()).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(begun()).toBe(2);
    await end();
    await loop.stop();
  });
});

describe('when it is stopped', () => {
  it('waits for the check that runs, and begins no other', async () => {
    const { loop, begun, end } = held();
    void loop.checkNow();
    const requested = loop.checkNow();
    let stopped = false;
    const stopping = loop.stop().then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(stopped).toBe(false);
    await end();
    await Promise.all([stopping, requested, loop.checkNow()]);
    loop.hint();
    await jest.advanceTimersByTimeAsync(10 * pollMs);
    expect([begun(), jest.getTimerCount()]).toEqual([1, 0]);
  });

  it('begins no check that was still to come', async () => {
    const { loop, begun, end } = held();
    void loop.checkNow();
    await end();
    await loop.stop();
    expect(jest.getTimerCount()).toBe(0);
    await jest.advanceTimersByTimeAsync(10 * pollMs);
    expect(begun()).toBe(1);
  });
});
