import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Attempt, type AttemptOutcome, keptAtOthersAttempt, keptAtOwnAttempt, type Verification } from './evidence.js';
import type { RankingStore } from './ranking-store.js';

const never = new AbortController().signal;
const at = Date.UTC(2026, 0, 2, 3, 4, 5);

export function attempt(origin: string, source: string, outcome: AttemptOutcome, costMs = 100, time = at): Attempt {
  return { origin, source, outcome, costMs, at: time };
}

/** The contract of every store of statistics. @param open returns an empty store, and what removes it */
export function describeRankingStore(name: string, open: () => Promise<{ store: RankingStore; close(): Promise<void> }>): void {
  describe(`when ${name} keeps statistics`, () => {
    let store: RankingStore;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ store, close } = await open());
    });
    afterEach(() => close());
    const of = async (origin: string, source: string) => (await store.evidence(origin, never)).bySource.get(source);
    const known = async (origin: string) => [...(await store.evidence(origin, never)).bySource.keys()].sort();
    const verify = (verification: Verification) => store.recordVerifications([verification]);

    it('counts one success as one attempt with both times (11)', async () => {
      await store.record([attempt('qq', 'kuwo', 'found')]);
      const time = '2026-01-02T03:04:05.000Z';
      expect(await of('qq', 'kuwo')).toMatchObject({ attempts: 1, found: 1, lastAttemptAt: time, lastSuccessAt: time });
    });

    it('counts one failure as one attempt without a time of success (12)', async () => {
      await store.record([attempt('qq', 'kuwo', 'missed')]);
      expect(await of('qq', 'kuwo')).toMatchObject({ attempts: 1, found: 0, lastSuccessAt: undefined });
    });

    it('keeps the time of the last success after a later failure (13)', async () => {
      await store.record([attempt('qq', 'kuwo', 'found')]);
      await store.record([attempt('qq', 'kuwo', 'fault', 100, at + 60_000)]);
      expect(await of('qq', 'kuwo')).toMatchObject({
        attempts: 2,
        found: 1,
        faults: 1,
        lastAttemptAt: '2026-01-02T03:05:05.000Z',
        lastSuccessAt: '2026-01-02T03:04:05.000Z',
      });
    });

    it('counts each pair separately (14)', async () => {
      await store.record([attempt('qq', 'kuwo', 'found'), attempt('netease', 'kuwo', 'missed')]);
      expect(await of('qq', 'kuwo')).toMatchObject({ attempts: 1, found: 1 });
      expect(await of('netease', 'kuwo')).toMatchObject({ attempts: 1, found: 0 });
    });

    it('ends at exactly 100 attempts after 100 parallel records (15)', async () => {
      await Promise.all(
        Array.from({ length: 100 }, (_, number) => store.record([attempt('qq', 'kuwo', number % 2 === 0 ? 'found' : 'missed')])),
      );
      expect(await of('qq', 'kuwo')).toMatchObject({ attempts: 100, found: 50 });
      expect(await store.evidence('qq', never)).toMatchObject({ totalAttempts: 100, timedAttempts: 100 });
    });

    it("decays its counts at the source's own attempts, and more slowly at those of other sources", async () => {
      await store.record([attempt('qq', 'kuwo', 'found', 200), attempt('qq', 'kuwo', 'missed', 400)]);
      await store.record([attempt('qq', 'migu', 'found'), attempt('qq', 'migu', 'found')]);
      await store.record([attempt('netease', 'kuwo', 'missed')]);
      const kuwo = await of('qq', 'kuwo');
      const faded = keptAtOthersAttempt ** 2;
      expect(kuwo?.successes).toBeCloseTo(keptAtOwnAttempt * faded, 9);
      expect(kuwo?.failures).toBeCloseTo(faded, 9);
      expect(kuwo?.meanCostMs).toBeCloseTo((200 * keptAtOwnAttempt + 400) / (1 + keptAtOwnAttempt), 9);
      await store.record([attempt('qq', 'kuwo', 'found', 100)]);
      expect((await of('qq', 'kuwo'))?.successes).toBeCloseTo(keptAtOwnAttempt * faded * keptAtOwnAttempt + 1, 9);
    });

    it('turns a success into a failure when its file is refuted, and leaves the count of finds unchanged (41)', async () => {
      await store.record([attempt('qq', 'kuwo', 'found', 100)]);
      await verify({ origin: 'qq', source: 'kuwo', verified: false, costMs: 300, at });
      expect(await of('qq', 'kuwo')).toMatchObject({
        attempts: 1,
        found: 1,
        refuted: 1,
        verified: 0,
        successes: 0,
        failures: 1,
        meanCostMs: 400,
      });
      await verify({ origin: 'qq', source: 'kuwo', verified: true, costMs: 0, at });
      expect(await of('qq', 'kuwo')).toMatchObject({ attempts: 1, found: 1, refuted: 1, verified: 1 });
    });

    it('ignores the verification of an unknown source', async () => {
      await verify({ origin: 'qq', source: 'kuwo', verified: true, costMs: 1, at });
      expect((await store.evidence('qq', never)).bySource.size).toBe(0);
    });

    it('forgets a source for one origin or for all', async () => {
      await store.record([attempt('qq', 'kuwo', 'found'), attempt('netease', 'kuwo', 'found'), attempt('qq', 'migu', 'found')]);
      expect(await store.reset('kuwo', 'qq')).toBe(1);
      expect([await known('netease'), await known('qq')]).toEqual([['kuwo'], ['migu']]);
      expect(await store.reset('kuwo', undefined)).toBe(1);
      expect([await known('netease'), await known('qq')]).toEqual([[], ['migu']]);
      expect(await store.reset('kuwo', undefined)).toBe(0);
    });

    it('knows the sources of each origin, and none of an unknown one', async () => {
      await store.record([attempt('qq', 'migu', 'found'), attempt('qq', 'kuwo', 'found'), attempt('netease', 'kuwo', 'missed')]);
      expect([await known('qq'), await known('netease'), await known('no such origin')]).toEqual([['kuwo', 'migu'], ['kuwo'], []]);
    });

    it('names the origins, the most tried first, and adds up the tries of each source', async () => {
      await store.record([attempt('qq', 'migu', 'found'), attempt('netease', 'kuwo', 'missed')]);
      await store.record([attempt('netease', 'migu', 'fault'), attempt('netease', 'migu', 'fault', 100, at + 60_000)]);
      expect(await store.origins(5, never)).toEqual(['netease', 'qq']);
      expect(await store.origins(1, never)).toEqual(['netease']);
      const totals = [...(await store.totals(never))].sort((a, b) => a.source.localeCompare(b.source));
      const time = '2026-01-02T03:04:05.000Z';
      expect(totals).toEqual([
        { source: 'kuwo', attempts: 1, found: 0, faults: 0, lastAttemptAt: time, lastSuccessAt: undefined },
        { source: 'migu', attempts: 3, found: 1, faults: 2, lastAttemptAt: '2026-01-02T03:05:05.000Z', lastSuccessAt: time },
      ]);
      await store.reset('migu', undefined);
      expect([await store.origins(5, never), (await store.totals(never)).map(({ source }) => source)]).toEqual([['netease'], ['kuwo']]);
    });

    it('never counts below zero, in whatever order results arrive', async () => {
      const step = fc.record({
        source: fc.constantFrom('a', 'b'),
        outcome: fc.constantFrom('found', 'missed', 'fault', 'refuted', 'verified'),
        costMs: fc.nat(10_000),
      });
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const origin = `o${round++}`;
          for (const { source, outcome, costMs } of steps) {
            if (outcome === 'refuted' || outcome === 'verified') {
              await verify({ origin, source, verified: outcome === 'verified', costMs, at });
            } else await store.record([attempt(origin, source, outcome as AttemptOutcome, costMs)]);
          }
          const tries = steps.filter(({ outcome }) => outcome !== 'refuted' && outcome !== 'verified');
          const { totalAttempts, bySource } = await store.evidence(origin, never);
          expect(totalAttempts).toBe(tries.length);
          for (const { successes, failures, attempts, found, meanCostMs } of bySource.values()) {
            expect(successes).toBeGreaterThanOrEqual(0);
            expect(successes + failures).toBeLessThanOrEqual(attempts + 1e-9);
            expect(found).toBeLessThanOrEqual(attempts);
            expect(meanCostMs).toBeGreaterThanOrEqual(0);
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}
