import { describe, expect, it } from '@jest/globals';
import { requestPace } from './request-pace.js';

describe('when a service may be asked only so often', () => {
  it('further requests wait for their turn', async () => {
    const pace = requestPace({ tokens: 2, perMs: 100 });
    const never = new AbortController().signal;
    const begun = performance.now();
    for (let at = 0; at < 6; at++) await pace(never);
    // Two at once, and four more at fifty milliseconds each; timers may be a little early.
    expect(performance.now() - begun).toBeGreaterThan(190);
  });

  it('a caller who leaves does not keep the next one waiting', async () => {
    const pace = requestPace({ tokens: 1, perMs: 50 });
    const never = new AbortController().signal;
    await pace(never);
    const leaving = new AbortController();
    const waiting = pace(leaving.signal);
    leaving.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'canceled' });
    await pace(never);
  });
});
