import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { endIfSilent } from './idle-limit.js';

/** Yields two items immediately, then ends or falls silent. */
async function* speaking(then: 'ends' | 'falls silent', signal: AbortSignal): AsyncIterable<number> {
  yield 1;
  yield 2;
  if (then === 'falls silent') await sleep(60_000, undefined, { signal });
}
const signal = new AbortController().signal;

describe('when a long stream falls silent', () => {
  it('ends it with timeout', async () => {
    const heard: number[] = [];
    const listen = async (): Promise<void> => {
      for await (const item of endIfSilent((ended) => speaking('falls silent', ended), { silentMs: 500, signal, what: 'scan' }))
        heard.push(item);
    };
    await expect(listen()).rejects.toMatchObject({ code: 'timeout' });
    expect(heard).toEqual([1, 2]);
  });

  it('lets it last as long as items arrive, however slow its reader is', async () => {
    const heard: number[] = [];
    for await (const item of endIfSilent((ended) => speaking('ends', ended), { silentMs: 500, signal, what: 'scan' })) {
      await sleep(600);
      heard.push(item);
    }
    expect(heard).toHaveLength(2);
  });

  it('forwards an abort by the caller', async () => {
    const abort = AbortSignal.timeout(20);
    const listen = async (): Promise<void> => {
      for await (const _ of endIfSilent((ended) => speaking('falls silent', ended), { silentMs: 20_000, signal: abort, what: 'scan' }));
    };
    await expect(listen()).rejects.toMatchObject({ name: 'AbortError' });
  });
});
