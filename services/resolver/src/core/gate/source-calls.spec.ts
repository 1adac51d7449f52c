import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import type { FetchRequest } from '../sources/fetch.js';
import type { Source } from '../sources/source.js';
import { settled, TestTiming } from './fixtures/test-timing.js';
import { gatedSource, SourceGates } from './gated-source.js';
import { SourceCalls } from './source-calls.js';

const never = new AbortController().signal;
const times = { searchMs: 20_000, stallMs: 60_000, fetchMs: 3_600_000 };
const target = { title: 'x', artists: [], album: undefined, durationMs: undefined, isrc: undefined };
const request = { keyword: 'x', target, limit: 1 };
const fetched = { fetchKey: 'x', stagingFolder: '/x', maxBytes: 1, report: () => undefined } as unknown as FetchRequest;

/** A source behind its gate; each search takes as long as told, or fails. */
function counted(answers: ReadonlyArray<number | Fault | 'hang'>, concurrency = 1) {
  const timing = new TestTiming();
  const calls = new SourceCalls(timing);
  const left = [...answers];
  const searchTracks = async (_: unknown, signal: AbortSignal) => {
    const next = left.shift() ?? 0;
    if (next instanceof Fault) throw next;
    if (next !== 0) await timing.sleep(next === 'hang' ? 1e9 : next, signal);
    if (signal.aborted) throw signal.reason;
    return [];
  };
  const fetcher = { fetchTrack: () => timing.sleep(50_000, never).then(() => ({ path: '/x' })) };
  const source: Source = { name: 'one', configured: true, limits: { concurrency }, searcher: { searchTracks }, fetcher };
  const gated = gatedSource(source, new SourceGates(timing, calls), times);
  const search = (signal = never) =>
    gated.searcher!.searchTracks(request, signal).then(
      () => 'answered',
      (error: Fault) => error.code,
    );
  return { timing, gated, search, figures: () => calls.of('one').figures(), other: () => calls.of('other').figures() };
}

describe('when calls of a source are counted', () => {
  it('its rate is that of the last ten minutes, or of the time since the start', async () => {
    const { timing, search, figures, other } = counted([]);
    expect(figures().callsPerMinute).toBe(0);
    for (let n = 0; n < 6; n++) await search();
    expect(figures().callsPerMinute).toBe(6);
    await timing.pass(120_000);
    expect([figures().callsPerMinute, other().callsPerMinute]).toEqual([3, 0]);
    await timing.pass(420_000);
    for (let n = 0; n < 4; n++) await search();
    await timing.pass(70_000);
    expect(figures().callsPerMinute).toBe(0.4);
    await timing.pass(600_000);
    expect(figures().callsPerMinute).toBe(0);
  });

  it('its median and 95th percentile are those of its last 200 answers, without the wait for its turn', async () => {
    const { timing, search, figures } = counted([
      ...Array.from({ length: 50 }, () => 9000),
      ...Array.from({ length: 200 }, (_, n) => n + 1),
    ]);
    expect(figures()).toMatchObject({ medianMs: undefined, p95Ms: undefined });
    const all = Array.from({ length: 250 }, () => search());
    await timing.pass(3_600_000);
    expect(new Set(await Promise.all(all))).toEqual(new Set(['answered']));
    expect(figures()).toMatchObject({ medianMs: 100, p95Ms: 190 });
  });

  it('files count as calls, but say nothing about how quickly it answers', async () => {
    const { timing, gated, figures } = counted([]);
    const file = gated.fetcher!.fetchTrack(fetched, never);
    await timing.pass(60_000);
    await file;
    expect(figures()).toMatchObject({ callsPerMinute: 1, medianMs: undefined });
  });

  it('remembers its last fault: an error, or no answer in time', async () => {
    const { timing, search, figures } = counted([new Fault('rate_limited', 'too many requests'), 5, 'hang']);
    expect(await search()).toBe('rate_limited');
    expect(figures().lastFault).toEqual({ code: 'rate_limited', message: 'too many requests', at: 0 });
    const answered = search();
    await timing.pass(1000);
    expect([await answered, figures().lastFault?.code]).toEqual(['answered', 'rate_limited']);
    const late = search();
    await timing.pass(times.searchMs + 5000);
    expect([await late, figures().lastFault?.code, figures().lastFault?.at]).toEqual(['timeout', 'timeout', expect.any(Number)]);
    expect(figures().medianMs).toBe(5);
  });

  it('what is no fault of the source is not held against it', async () => {
    const { timing, search, figures } = counted([new Fault('not_found', 'no such playlist'), 'hang', 'hang']);
    expect(await search()).toBe('not_found');
    const caller = new AbortController();
    const [left, waiting] = [search(caller.signal), search(caller.signal)];
    await settled();
    caller.abort(new Fault('canceled', 'the caller left'));
    await timing.pass(5000);
    expect([await left, await waiting]).toEqual(['canceled', 'canceled']);
    expect(figures().lastFault).toBeUndefined();
    // The second call never got its turn.
    expect(figures().callsPerMinute).toBe(2);
  });
});
