import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { things } from '../../test/engine-world.js';
import { FakeTime } from '../../test/fake-time.js';
import type { NewItem } from '../records/item.js';
import { Bell } from './bell.js';
import { PlanBuffer } from './plan-buffer.js';

describe('when something waits for a bell', () => {
  const rings = async (bell: Bell, time: FakeTime): Promise<number> => {
    const began = time.now();
    let waited = Number.NaN;
    void bell.wait(1_000).then(() => {
      waited = time.now() - began;
    });
    await time.pass(2_000);
    return waited;
  };

  it('it goes on when it rings or when its time is over, and a bell that rang before counts once', async () => {
    const time = new FakeTime();
    const bell = new Bell(time);
    expect(await rings(bell, time)).toBe(1_000);
    bell.ring();
    bell.ring();
    expect([await rings(bell, time), await rings(bell, time)]).toEqual([0, 1_000]);
    void time.sleep(300, new AbortController().signal).then(() => bell.ring());
    expect([await rings(bell, time), await rings(bell, time)]).toEqual([300, 1_000]);
  });
});

describe('when the items of a plan are on their way to the store', () => {
  let time: FakeTime;
  let leaving: AbortController;
  let buffer: PlanBuffer;
  let read: string[];
  beforeEach(() => {
    time = new FakeTime();
    leaving = new AbortController();
    buffer = new PlanBuffer(time, 3, 100, leaving.signal);
    read = [];
  });
  async function* plan(count: number, paceMs = 0, failure?: Error): AsyncGenerator<NewItem> {
    for (const item of things(count)) {
      read.push(item.key);
      yield item;
      if (paceMs > 0) await time.sleep(paceMs, new AbortController().signal);
    }
    if (failure !== undefined) throw failure;
  }
  /** The sizes of the batches, each with the time at which it was handed over. */
  async function batches(): Promise<string[]> {
    const began = time.now();
    const seen: string[] = [];
    const reading = (async () => {
      for (let batch = await buffer.next(); batch !== undefined; batch = await buffer.next()) {
        seen.push(`${batch.length} after ${time.now() - began}`);
      }
    })();
    await time.pass(10_000);
    await reading;
    return seen;
  }

  it.each([
    [0, []],
    [2, ['2 after 0']],
    [3, ['3 after 0']],
    [7, ['3 after 0', '3 after 0', '1 after 0']],
  ])('%i items at once are handed over in whole batches, without a wait', async (count, expected) => {
    void buffer.fill(plan(count));
    expect(await batches()).toEqual(expected);
  });

  it('slow ones are handed over after a while, never without an item, and the last as soon as the plan ends', async () => {
    void buffer.fill(plan(4, 250));
    // Each is looked for every 100 ms.
    expect(await batches()).toEqual(['1 after 100', '1 after 300', '1 after 500', '1 after 800']);
  });

  it('the plan is read one batch ahead of the store at most', async () => {
    const filled = buffer.fill(plan(9));
    await nextTurn();
    expect(read).toHaveLength(3);
    expect(await buffer.next()).toHaveLength(3);
    await nextTurn();
    expect(read).toHaveLength(6);
    expect(await batches()).toHaveLength(2);
    await filled;
  });

  it('what a plan throws comes after the items before it', async () => {
    void buffer.fill(plan(2, 0, new RangeError('planted')));
    await nextTurn();
    expect(await buffer.next()).toHaveLength(2);
    await expect(buffer.next()).rejects.toThrow('planted');
  });

  it('an abort ends both sides at once, and nothing more is read or handed over', async () => {
    const filled = buffer.fill(plan(9));
    await nextTurn();
    leaving.abort();
    await filled;
    // The fourth was read before the abort was noticed, and is dropped.
    expect([read.length, await buffer.next()]).toEqual([4, undefined]);
    expect(await new PlanBuffer(time, 3, 100, AbortSignal.abort()).next()).toBeUndefined();
  });

  it('an abort ends the wait for a slow plan, whose next item is not taken', async () => {
    const filled = buffer.fill(plan(9, 60));
    const next = buffer.next();
    await nextTurn();
    leaving.abort();
    // Read before the abort was noticed: it is not wanted any more.
    expect([(await next)?.length, await buffer.next()]).toEqual([1, undefined]);
    await time.pass(1_000);
    await filled;
    expect(read).toHaveLength(2);
  });
});
