import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryRankingStore } from '../../../test/memory/memory-ranking-store.js';
import { Breakers } from './breakers.js';
import type { AttemptOutcome } from './evidence.js';
import { configOrder } from './policies/config-order.js';
import { laplaceWarmup } from './policies/laplace-warmup.js';
import { betaSample, ratioAdaptive, ratioThompson } from './policies/ratio.js';
import { type RankingPolicyName, rankingPolicies } from './ranking-decision.js';
import { SourceRanking } from './source-ranking.js';

const never = new AbortController().signal;

function ranking(policy: RankingPolicyName, options: { warmup?: number; gate?: number } = {}) {
  const store = new MemoryRankingStore();
  const clock = { at: 0, now: () => clock.at };
  let state = 1;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const gateAttempts = options.gate ?? 30;
  const policies = {
    'config-order': configOrder(),
    'laplace-warmup': laplaceWarmup({ warmupAttempts: options.warmup ?? 1000 }),
    'ratio-adaptive': ratioAdaptive({ gateAttempts }),
    'ratio-thompson': ratioThompson({ gateAttempts }, random),
  };
  const ranked = new SourceRanking(store, policies, policy, new Breakers(clock, random));
  const learn = (origin: string, source: string, outcome: AttemptOutcome, times: number, costMs = 100) => {
    for (let done = 0; done < times; done++) store.learn({ origin, source, outcome, costMs, at: 0 });
  };
  const rank = (origin: string, candidates: readonly string[], name?: RankingPolicyName) => ranked.rank(origin, candidates, name, never);
  const order = async (origin: string, ...candidates: string[]) => (await rank(origin, candidates)).order.map(({ source }) => source);
  return { store, ranked, learn, rank, order, clock };
}

describe('when laplace-warmup ranks', () => {
  it('returns the given order below 1000 attempts of that origin, and re-orders at 1000 (17)', async () => {
    const { learn, order } = ranking('laplace-warmup');
    learn('qq', 'kuwo', 'missed', 500);
    learn('qq', 'migu', 'found', 499);
    expect(await order('qq', 'kuwo', 'migu')).toEqual(['kuwo', 'migu']);
    learn('qq', 'migu', 'found', 1);
    expect(await order('qq', 'kuwo', 'migu')).toEqual(['migu', 'kuwo']);
  });

  it('ends the warm-up at 800 + 200 attempts on two candidates; another origin stays cold (18)', async () => {
    const { learn, order } = ranking('laplace-warmup');
    learn('qq', 'kuwo', 'missed', 800);
    learn('qq', 'migu', 'found', 200);
    learn('netease', 'kuwo', 'missed', 999);
    expect(await order('qq', 'kuwo', 'migu')).toEqual(['migu', 'kuwo']);
    expect(await order('netease', 'kuwo', 'migu')).toEqual(['kuwo', 'migu']);
  });

  it('takes the threshold as a parameter (19)', async () => {
    const { learn, order } = ranking('laplace-warmup', { warmup: 10 });
    learn('qq', 'kuwo', 'missed', 9);
    expect(await order('qq', 'kuwo', 'migu')).toEqual(['kuwo', 'migu']);
    learn('qq', 'kuwo', 'missed', 1);
    expect(await order('qq', 'kuwo', 'migu')).toEqual(['migu', 'kuwo']);
  });

  it('scores (s+1)/(a+2), and one half without a row (20, 21)', async () => {
    const { learn, rank } = ranking('laplace-warmup', { warmup: 1 });
    learn('qq', 'migu', 'found', 3);
    learn('qq', 'migu', 'missed', 2);
    const { order } = await rank('qq', ['migu', 'kuwo']);
    expect(order.map(({ source, score }) => [source, score])).toEqual([
      ['migu', 4 / 7],
      ['kuwo', 0.5],
    ]);
  });

  it('ranks a tried failure below the untried: migu, qianqian, kuwo (25)', async () => {
    const { learn, order } = ranking('laplace-warmup');
    learn('qq', 'migu', 'found', 800);
    learn('qq', 'kuwo', 'missed', 200);
    expect(await order('qq', 'kuwo', 'qianqian', 'migu')).toEqual(['migu', 'qianqian', 'kuwo']);
  });

  it('ignores breakers', async () => {
    const { ranked, order } = ranking('laplace-warmup');
    for (let done = 0; done < 3; done++) ranked.breakers.faulted('kuwo');
    expect(await order('qq', 'kuwo', 'migu')).toEqual(['kuwo', 'migu']);
  });
});

describe('when ratio-adaptive ranks', () => {
  it('keeps the configured order until its gate is met, separately for each origin', async () => {
    const { learn, order, rank } = ranking('ratio-adaptive', { gate: 10 });
    learn('qq', 'kuwo', 'missed', 9);
    expect(await order('qq', 'kuwo', 'migu')).toEqual(['kuwo', 'migu']);
    expect((await rank('qq', ['kuwo'])).reason).toContain('9 of 10');
    learn('qq', 'kuwo', 'missed', 1);
    expect(await order('qq', 'kuwo', 'migu')).toEqual(['migu', 'kuwo']);
    expect(await order('netease', 'kuwo', 'migu')).toEqual(['kuwo', 'migu']);
  });

  it('scores [(a+1)/(a+b+2)] ÷ mean cost', async () => {
    const { learn, rank, store } = ranking('ratio-adaptive', { gate: 1 });
    learn('qq', 'migu', 'found', 2, 300);
    const { successes, failures } = (await store.evidence('qq')).bySource.get('migu') ?? { successes: 0, failures: 0 };
    expect((await rank('qq', ['migu'])).order[0]?.score).toBeCloseTo((successes + 1) / (successes + failures + 2) / 300, 12);
  });

  it('prefers a source that has fewer songs but answers far sooner', async () => {
    const { learn, order } = ranking('ratio-adaptive');
    learn('qq', 'slow', 'found', 90, 3000);
    learn('qq', 'fast', 'found', 50, 300);
    learn('qq', 'fast', 'missed', 50, 300);
    expect(await order('qq', 'slow', 'fast')).toEqual(['fast', 'slow']);
  });

  it('assumes that an untried source costs the mean of the others', async () => {
    const { learn, rank } = ranking('ratio-adaptive', { gate: 1 });
    learn('qq', 'a', 'found', 1, 100);
    learn('qq', 'b', 'found', 1, 300);
    const { order } = await rank('qq', ['a', 'b', 'new']);
    expect(order.find(({ source }) => source === 'new')?.score).toBeCloseTo(0.5 / 200, 12);
  });

  it('moves a source with an open breaker to the end, says so, and moves it back for a probe', async () => {
    const { ranked, rank, order, clock } = ranking('ratio-adaptive');
    for (let done = 0; done < 3; done++) ranked.breakers.faulted('kuwo');
    expect(await order('qq', 'kuwo', 'migu', 'qianqian')).toEqual(['migu', 'qianqian', 'kuwo']);
    expect((await rank('qq', ['kuwo'])).order[0]?.breaker.state).toBe('open');
    clock.at += 20_000;
    expect(await order('qq', 'kuwo', 'migu', 'qianqian')).toEqual(['kuwo', 'migu', 'qianqian']);
  });
});

describe('when any policy ranks', () => {
  const word = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const tries = fc.array(fc.tuple(word, fc.constantFrom<AttemptOutcome>('found', 'missed', 'fault')), { maxLength: 60 });

  it.each(rankingPolicies)('%s returns a permutation, even when the table holds other sources (24)', async (policy) => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(word), tries, async (candidates, history) => {
        const { learn, order } = ranking(policy, { warmup: 5, gate: 5 });
        for (const [source, outcome] of history) learn('qq', source, outcome, 1);
        expect([...(await order('qq', ...candidates))].sort()).toEqual([...candidates].sort());
      }),
      { numRuns: 50 },
    );
  });

  it.each(['laplace-warmup', 'ratio-adaptive', 'config-order'] as const)(
    '%s keeps the configured order of equal scores (22)',
    async (policy) => {
      const { learn, order } = ranking(policy, { warmup: 1, gate: 1 });
      learn('qq', 'elsewhere', 'found', 50);
      expect(await order('qq', 'c', 'a', 'b')).toEqual(['c', 'a', 'b']);
    },
  );

  it.each(rankingPolicies)('%s returns nothing for no candidates without asking the store (23)', async (policy) => {
    const { rank, store } = ranking(policy);
    store.evidence = () => {
      throw new Error('asked');
    };
    expect((await rank('qq', [])).order).toEqual([]);
  });
});

describe('when ratio-thompson ranks', () => {
  it('draws at random: of two sources about which little is known, either sometimes comes first', async () => {
    const { learn, order } = ranking('ratio-thompson', { gate: 1 });
    learn('qq', 'a', 'found', 2);
    learn('qq', 'b', 'missed', 1);
    const first: (string | undefined)[] = [];
    for (let drawn = 0; drawn < 200; drawn++) first.push((await order('qq', 'a', 'b'))[0]);
    expect(first.filter((source) => source === 'b').length).toBeGreaterThan(5);
    expect(first.filter((source) => source === 'a').length).toBeGreaterThan(100);
  });

  it('draws from the Beta distribution: mean and spread agree with its formulas', () => {
    let state = 7;
    const random = () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
    for (const [alpha, beta] of [
      [1, 1],
      [3, 2],
      [40, 10],
    ] as const) {
      const drawn = Array.from({ length: 20_000 }, () => betaSample(alpha, beta, random));
      const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
      const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length;
      const total = alpha + beta;
      expect(mean).toBeCloseTo(alpha / total, 2);
      expect(variance).toBeCloseTo((alpha * beta) / (total * total * (total + 1)), 2);
    }
  });
});

describe('when an attempt is recorded', () => {
  it.each([
    ['without an origin', { origin: '' }],
    ['without a source', { source: '' }],
    ['of a source for its own songs (40)', { source: 'qq' }],
    ['with a negative cost', { costMs: -1 }],
    ['with a cost that is not a number', { costMs: Number.NaN }],
  ])('is refused %s, and nothing from its batch is stored', async (_, wrong) => {
    const { ranked, store } = ranking('ratio-adaptive');
    const good = { origin: 'qq', source: 'kuwo', outcome: 'found', costMs: 1, at: 0 } as const;
    await expect(ranked.record([good, { ...good, ...wrong }])).rejects.toMatchObject({ code: 'invalid_argument' });
    expect((await store.evidence('qq')).totalAttempts).toBe(0);
  });
});
