import { Fault } from '@catalogsync/faults';
import { systemClock } from '@catalogsync/runtime';
import { describe, expect, it } from '@jest/globals';
import { throughRestarts } from './through-restarts.js';

const away = () => new Fault('unavailable', 'nobody answers');
const { signal } = new AbortController();

/** A stream that opens with one of the parts after the other; a fault ends the part. */
function opens(parts: readonly (readonly (string | Fault)[])[]) {
  const left = [...parts];
  return async function* open() {
    for (const item of left.shift() ?? []) {
      if (item instanceof Fault) throw item;
      yield item;
    }
  };
}

async function all(stream: AsyncIterable<string>): Promise<string[]> {
  const items: string[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('when the service of a stream is restarted', () => {
  it('goes on with what it streams next, as often as that happens', async () => {
    const open = opens([['a', away()], [away()], ['b', away()], ['c']]);
    expect(await all(throughRestarts(open, { clock: systemClock, signal }))).toEqual(['a', 'b', 'c']);
  });

  it('gives up after a minute without an answer', async () => {
    let now = 0;
    const clock = { now: () => (now += 40_000) };
    const open = opens([['a', away()], [away()], [away()], ['too late']]);
    await expect(all(throughRestarts(open, { clock, signal }))).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('passes every other fault on', async () => {
    const open = opens([['a', new Fault('permission_denied', 'no')], ['b']]);
    await expect(all(throughRestarts(open, { clock: systemClock, signal }))).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it('ends while it waits, once its signal aborts', async () => {
    const stop = new AbortController();
    const open = () => {
      queueMicrotask(() => stop.abort());
      return opens([[away()]])();
    };
    await expect(all(throughRestarts(open, { clock: systemClock, signal: stop.signal }))).rejects.toMatchObject({ name: 'AbortError' });
  });
});
