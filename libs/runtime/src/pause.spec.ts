import { describe, expect, it } from '@jest/globals';
import { pause } from './pause.js';

describe('when something waits', () => {
  it('continues after its time, or fails immediately with the reason of an abort', async () => {
    await pause(1, new AbortController().signal);
    const controller = new AbortController();
    const waiting = expect(pause(60_000, controller.signal)).rejects.toMatchObject({ code: 'canceled' });
    controller.abort();
    await waiting;
    await expect(pause(60_000, AbortSignal.timeout(5))).rejects.toMatchObject({ code: 'timeout' });
  });
});
