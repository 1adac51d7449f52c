import { describe, expect, it } from '@jest/globals';
import { settled, TestTiming } from '../../core/gate/fixtures/test-timing.js';
import { RequestPace } from './request-pace.js';

const never = new AbortController().signal;

function taking(pace: RequestPace, count: number, timing: TestTiming): number[] {
  const at: number[] = [];
  for (let turn = 0; turn < count; turn++) void pace.take(never).then(() => at.push(timing.elapsed()));
  return at;
}

describe('when a service counts single requests', () => {
  it('lets one begin per pause, in the order in which they came', async () => {
    const timing = new TestTiming();
    const at = taking(new RequestPace('MusicBrainz', { tokens: 1, perMs: 1000 }, timing), 4, timing);
    await timing.pass(2999);
    expect(at).toEqual([0, 1000, 2000]);
    await timing.pass(1);
    expect(at).toEqual([0, 1000, 2000, 3000]);
  });

  it('waits out a short pause that the service asks for, and refuses during a long one with the time that is left', async () => {
    const timing = new TestTiming();
    const pace = new RequestPace('MusicBrainz', { tokens: 10, perMs: 1000 }, timing);
    pace.rest(3000);
    const at = taking(pace, 2, timing);
    await timing.pass(3000);
    expect(at).toEqual([3000, 3000]);
    pace.rest(60_000);
    await expect(pace.take(never)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 60_000 });
  });

  it('gives the turn of a caller who left to the next', async () => {
    const timing = new TestTiming();
    const pace = new RequestPace('MusicBrainz', { tokens: 1, perMs: 1000 }, timing);
    const controller = new AbortController();
    const [first] = [pace.take(never)];
    const left = pace.take(controller.signal);
    const at = taking(pace, 1, timing);
    await first;
    await settled();
    controller.abort();
    await expect(left).rejects.toMatchObject({ code: 'canceled' });
    await timing.pass(1000);
    expect(at).toEqual([1000]);
  });
});
