import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RankingStore } from '../src/core/ranking/ranking-store.js';
import { hit, ResolveHarness, weak } from './resolve-harness.js';

/** Real: matching, ranking, breakers, the whole of resolving. In memory: sources and stores. */

const refused = new Fault('unavailable', 'refuses connections');
const sourcesOf = (harness: ResolveHarness): string[] => harness.calls.map((call) => call.split(' ')[0] ?? '');

describe('when a source misbehaves', () => {
  it.each([
    ['throws an error that is not a Fault', new TypeError('x is undefined')],
    ['refuses connections', refused],
    ['returns garbage', new Fault('data_corrupt', 'HTML')],
    ['limits the rate', new Fault('rate_limited', 'too many', { retryAfterMs: 60_000 })],
  ])('%s: only the source fails, not the resolve (52)', async (_, answer) => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu']);
    harness.searches.kuwo = answer;
    harness.searches.migu = [hit('m1')];
    const outcome = await harness.resolve();
    expect(outcome.chosen?.source).toBe('migu');
    expect(harness.records).toEqual([
      ['qq', 'kuwo', 'fault'],
      ['qq', 'migu', 'found'],
    ]);
  });

  it('counts "not found" as an answer, not as a fault', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo']);
    harness.searches.kuwo = new Fault('not_found', '404');
    await harness.resolve();
    expect(harness.records).toEqual([['qq', 'kuwo', 'missed']]);
    expect(harness.breakers.standing('kuwo').faults).toBe(0);
  });

  it('waits for each call no longer than the caller allows, even if the source ignores the signal (49)', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu', 'qianqian']);
    harness.refreshes.qq = 'hang';
    harness.searches.kuwo = 'hang';
    harness.searches.migu = () => new Promise(() => undefined);
    harness.searches.qianqian = [hit('q1')];
    const outcome = await harness.resolve({ timeoutMs: 30 });
    expect(outcome.chosen?.source).toBe('qianqian');
    expect(outcome.trials.map(({ code }) => code)).toEqual(['timeout', 'timeout', 'timeout', undefined]);
  });

  it('comes last once three faults in a row open its breaker, and first again after a successful probe', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu'], { policy: 'ratio-adaptive' });
    harness.searches.kuwo = refused;
    for (let song = 0; song < 3; song++) {
      harness.calls.length = 0;
      await harness.resolve();
      expect(sourcesOf(harness)).toEqual(['qq', 'kuwo', 'migu']);
    }
    harness.calls.length = 0;
    const outcome = await harness.resolve();
    expect(sourcesOf(harness)).toEqual(['qq', 'migu', 'kuwo']);
    expect(outcome.decision?.order.map(({ source, breaker }) => [source, breaker.state])).toEqual([
      ['migu', 'closed'],
      ['kuwo', 'open'],
    ]);
    harness.clock.at += 20_000;
    harness.searches.kuwo = [hit('k1')];
    // Without its faults, the order is the configured one again: only the breaker could move it.
    await harness.store.reset('kuwo', 'qq');
    await harness.resolve();
    expect(harness.breakers.standing('kuwo').state).toBe('closed');
    harness.searches.kuwo = [];
    harness.calls.length = 0;
    await harness.resolve();
    expect(sourcesOf(harness)).toEqual(['qq', 'kuwo', 'migu']);
  });

  it('is moved behind the others while its breaker is open, even as the preferred source', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo'], { policy: 'ratio-adaptive' });
    harness.searches.qq = refused;
    for (let song = 0; song < 3; song++) await harness.resolve();
    harness.calls.length = 0;
    await harness.resolve();
    expect(sourcesOf(harness)).toEqual(['kuwo', 'qq']);
  });
});

describe('when statistics fail', () => {
  const broken = (part: 'evidence' | 'record'): RankingStore => {
    const fail = () => Promise.reject(new Fault('disk_full', 'no space'));
    const fine: RankingStore = {
      evidence: async () => ({ totalAttempts: 0, timedAttempts: 0, bySource: new Map() }),
      record: async () => undefined,
      recordVerifications: async () => undefined,
      origins: async () => [],
      totals: async () => [],
      reset: async () => 0,
    };
    return { ...fine, [part]: fail };
  };

  it.each(['evidence', 'record'] as const)('still resolves in the configured order: %s (42, 43)', async (part) => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu'], { store: broken(part) });
    harness.searches.migu = [hit('m1')];
    const outcome = await harness.resolve();
    expect(outcome.chosen?.source).toBe('migu');
    expect(sourcesOf(harness)).toEqual(['qq', 'kuwo', 'migu']);
  });

  it('works without any store, in configured order (44)', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu'], { store: 'none', policy: 'ratio-adaptive' });
    harness.searches.migu = [hit('m1')];
    expect((await harness.resolve()).chosen?.source).toBe('migu');
    expect(sourcesOf(harness)).toEqual(['qq', 'kuwo', 'migu']);
  });
});

describe('when searches may run ahead', () => {
  it('asks as many ahead as allowed, takes the first in order, and leaves the others unrecorded', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu', 'qianqian'], { ahead: 2 });
    let aborted = 0;
    let asked: string[] = [];
    harness.searches.qq = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      asked = sourcesOf(harness).sort();
      return [];
    };
    harness.searches.migu = [hit('m1')];
    harness.searches.qianqian = (_keyword, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted++;
          reject(signal.reason);
        });
      });
    const outcome = await harness.resolve();
    expect(outcome.chosen?.source).toBe('migu');
    expect(asked).toEqual(['kuwo', 'migu', 'qq']);
    expect(harness.records).toEqual([
      ['qq', 'kuwo', 'missed'],
      ['qq', 'migu', 'found'],
    ]);
    expect(aborted).toBe(1);
    expect(harness.breakers.standing('qianqian').faults).toBe(0);
  });

  it('makes the same choice as asking in turn, whatever the sources answer', async () => {
    const answer = fc.constantFrom('sure', 'weak', 'nothing', 'fault');
    await fc.assert(
      fc.asyncProperty(fc.tuple(answer, answer, answer, answer), fc.integer({ min: 0, max: 4 }), async (answers, ahead) => {
        const run = async (number: number) => {
          const harness = new ResolveHarness(undefined, { ahead: number });
          for (const [place, name] of ['qq', 'kuwo', 'migu', 'qianqian'].entries()) {
            const kind = answers[place];
            harness.searches[name] = kind === 'fault' ? refused : kind === 'sure' ? [hit(name)] : kind === 'weak' ? [weak(name)] : [];
          }
          const { chosen, trials } = await harness.resolve();
          return {
            chosen: chosen?.hit.track.remoteId,
            trials: trials.map(({ source, outcome }) => [source, outcome]),
            records: harness.records,
          };
        };
        expect(await run(ahead)).toEqual(await run(0));
      }),
      { numRuns: 60 },
    );
  });
});

describe('when the caller leaves', () => {
  it('ends immediately, and keeps what was learned until then', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu']);
    const leaving = new AbortController();
    harness.searches.migu = (_keyword, signal) => {
      queueMicrotask(() => leaving.abort(new Fault('canceled', 'left')));
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    await expect(harness.resolve({}, leaving.signal)).rejects.toMatchObject({ code: 'canceled' });
    expect(harness.records).toEqual([['qq', 'kuwo', 'missed']]);
    expect(harness.breakers.standing('migu').faults).toBe(0);
  });
});
