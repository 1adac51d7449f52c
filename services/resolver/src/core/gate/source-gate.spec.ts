import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SearchHit, TrackSearcher } from '../sources/search.js';
import { CachedSearcher } from './cached-searcher.js';
import { settled, TestTiming } from './fixtures/test-timing.js';
import { SourceGate } from './source-gate.js';

const never = new AbortController().signal;
const limit = (ms: number) => ({ total: { ms, expire: () => new Fault('timeout', 'too late') } });
const noLimit = limit(1e12);

describe('when calls to one source queue at its gate (189 to 191)', () => {
  it('never lets through more at a time than the source allows, and loses none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(
          fc.record({ ms: fc.integer({ min: 0, max: 50 }), fails: fc.boolean(), leavesAfter: fc.option(fc.integer({ min: 0, max: 80 })) }),
          {
            minLength: 1,
            maxLength: 20,
          },
        ),
        async (concurrency, calls) => {
          const timing = new TestTiming();
          const gate = new SourceGate('one', { concurrency }, timing);
          let inside = 0;
          let most = 0;
          const outcomes = calls.map(async ({ ms, fails, leavesAfter }) => {
            const left = new AbortController();
            if (leavesAfter !== null) void timing.sleep(leavesAfter, never).then(() => left.abort());
            const call = async (signal: AbortSignal): Promise<string> => {
              inside += 1;
              most = Math.max(most, inside);
              await timing.sleep(ms, signal);
              inside -= 1;
              if (fails) throw new Fault('unavailable', 'down');
              return 'done';
            };
            return gate.run(call, noLimit, left.signal).catch((error: Fault) => error.code);
          });
          await timing.pass(10_000);
          const ended = await Promise.all(outcomes);
          expect(most).toBeLessThanOrEqual(concurrency);
          expect(inside).toBe(0);
          expect(ended).toHaveLength(calls.length);
          // Nothing is left behind: the next call enters immediately.
          expect(await gate.run(async () => 'free', noLimit, never)).toBe('free');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps to the rate over every window, even after failed calls', async () => {
    const timing = new TestTiming();
    const gate = new SourceGate('one', { concurrency: 10, rate: { tokens: 2, perMs: 1000 } }, timing);
    const starts: number[] = [];
    const call = async (): Promise<never> => {
      starts.push(timing.now());
      throw new Fault('unavailable', 'down');
    };
    const calls = Array.from({ length: 9 }, () => gate.run(call, noLimit, never).catch(() => undefined));
    await timing.pass(60_000);
    await Promise.all(calls);
    // A full bucket at first, then one token every half second.
    expect(starts).toEqual([0, 0, 500, 1000, 1500, 2000, 2500, 3000, 3500]);
  });

  it('makes nobody wait for a call that does not end, and keeps its slot taken until it does', async () => {
    const timing = new TestTiming();
    const gate = new SourceGate('one', { concurrency: 1 }, timing, 3000);
    let release: () => void = () => undefined;
    const deaf = gate
      .run(() => new Promise<void>((resolve) => (release = resolve)), limit(1000), never)
      .catch((error: Fault) => error.code);
    const waiting = gate.run(async () => 'in', noLimit, never).catch((error: Fault) => error.code);
    await timing.pass(3999);
    await timing.pass(1);
    expect(await deaf).toBe('timeout');
    expect(await waiting).toBe('unavailable');
    expect(await gate.run(async () => 'in', noLimit, never).catch((error: Fault) => error.code)).toBe('unavailable');
    release();
    await settled();
    expect(await gate.run(async () => 'in', noLimit, never)).toBe('in');
  });

  it('refuses callers that wait behind a call that timed out', async () => {
    const timing = new TestTiming();
    const gate = new SourceGate('one', undefined, timing);
    const hang = (signal: AbortSignal): Promise<never> => timing.sleep(1e9, signal).then(() => Promise.reject(signal.reason as Fault));
    const codes = [1, 2, 3].map(() => gate.run(hang, limit(1000), never).catch((error: Fault) => error.code));
    await timing.pass(1001);
    expect(await Promise.all(codes)).toEqual(['timeout', 'unavailable', 'unavailable']);
  });

  it('ends a call that stalls, and lets one continue that shows signs of life', async () => {
    const timing = new TestTiming();
    const gate = new SourceGate('one', undefined, timing);
    const limits = { ...limit(100_000), silence: { ms: 1000, expire: () => new Fault('timeout', 'silent') } };
    const alive = gate.run(
      async (signal, sign) => {
        for (let turn = 0; turn < 10; turn++) {
          await timing.sleep(900, signal);
          sign();
        }
        return signal.aborted ? 'aborted' : 'done';
      },
      limits,
      never,
    );
    await timing.pass(9001);
    expect(await alive).toBe('done');
    const silent = gate.run((signal) => timing.sleep(50_000, signal).then(() => Promise.reject(signal.reason as Fault)), limits, never);
    const code = silent.catch((error: Fault) => error.code);
    await timing.pass(1001);
    expect(await code).toBe('timeout');
  });

  it('does not start the time limit of a call before its turn', async () => {
    const timing = new TestTiming();
    const gate = new SourceGate('one', undefined, timing);
    const call = (signal: AbortSignal): Promise<string> => timing.sleep(800, signal).then(() => (signal.aborted ? 'late' : 'in time'));
    const calls = [1, 2, 3].map(() => gate.run(call, limit(1000), never));
    await timing.pass(5000);
    expect(await Promise.all(calls)).toEqual(['in time', 'in time', 'in time']);
  });
});

describe('when the answers of a source are kept (196)', () => {
  it('asks again only after their lifetime, keeps empty answers but no failures, and drops the least recently used', async () => {
    const timing = new TestTiming();
    let asked = 0;
    let fails = false;
    const searcher: TrackSearcher = {
      searchTracks: async ({ keyword }) => {
        asked += 1;
        if (fails) throw new Fault('unavailable', 'down');
        return keyword === 'none' ? [] : ([{ fetchKey: keyword }] as unknown as SearchHit[]);
      },
    };
    const cached = new CachedSearcher(searcher, { lifetimeMs: 1000, entries: 2 }, timing);
    const target = { title: '', artists: [], album: undefined, durationMs: undefined, isrc: undefined };
    const ask = (keyword: string) => cached.searchTracks({ keyword, target, limit: 5 }, never);
    await ask('a');
    await ask('a');
    await ask('none');
    expect(await ask('none')).toEqual([]);
    expect(asked).toBe(2);
    await ask('c');
    await ask('a');
    expect(asked).toBe(4);
    await timing.pass(1000);
    fails = true;
    await expect(ask('a')).rejects.toMatchObject({ code: 'unavailable' });
    fails = false;
    await ask('a');
    expect(asked).toBe(6);
  });
});
