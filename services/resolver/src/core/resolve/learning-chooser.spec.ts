import { Fault } from '@catalogsync/faults';
import { silentLogger } from '@catalogsync/runtime';
import { describe, expect, it } from '@jest/globals';
import type { DownloadRequest } from '../downloads/model.js';
import type { Candidate } from '../downloads/ports.js';
import { Breakers } from '../ranking/breakers.js';
import { MemoryDecisionHistory, MemoryRankingStore } from '../ranking/memory/memory-ranking-store.js';
import { configOrder } from '../ranking/policies/config-order.js';
import { laplaceWarmup } from '../ranking/policies/laplace-warmup.js';
import { ratioAdaptive, ratioThompson } from '../ranking/policies/ratio.js';
import { SourceRanking } from '../ranking/source-ranking.js';
import { SourceRegistry } from '../sources/source-registry.js';
import { Learning } from './learning.js';
import { LearnedOrder, LearnedVerifications, LearningChooser } from './learning-chooser.js';

const names = ['qq', 'kuwo', 'migu'];
const request = (platform: string): DownloadRequest =>
  ({ target: { platform }, sources: [], qualityProfile: '' }) as unknown as DownloadRequest;

function learning(store = new MemoryRankingStore()) {
  const clock = { at: 1000, now: () => clock.at, elapsed: () => clock.at };
  const gate = { gateAttempts: 1 };
  const policies = {
    'config-order': configOrder(),
    'laplace-warmup': laplaceWarmup({ warmupAttempts: 1 }),
    'ratio-adaptive': ratioAdaptive(gate),
    'ratio-thompson': ratioThompson(gate, () => 0.5),
  };
  const ranking = new SourceRanking(store, policies, 'ratio-adaptive', new Breakers(clock, () => 0));
  const registry = new SourceRegistry(names.map((name) => ({ name, configured: true })));
  const history = new MemoryDecisionHistory(10);
  const learned = new Learning(ranking, history, clock, silentLogger());
  const chooserOf = (answer: () => Promise<readonly Candidate[]>) => new LearningChooser({ candidates: answer }, learned, registry);
  return { store, clock, registry, learned, history, chooserOf };
}

const found = async (): Promise<readonly Candidate[]> => [{} as Candidate];
const staying = new AbortController().signal;

describe('when downloads search', () => {
  it.each([
    ['found', found, { found: 1, faults: 0 }],
    ['nothing', async () => [], { found: 0, faults: 0 }],
    ['not found', () => Promise.reject(new Fault('not_found', '404')), { found: 0, faults: 0 }],
    ['a fault', () => Promise.reject(new Fault('timeout', 'late')), { found: 0, faults: 1 }],
  ])('ranking learns from each try with its time: %s', async (_, answer, counted) => {
    const { store, clock, registry, chooserOf } = learning();
    const chooser = chooserOf(() => {
      clock.at += 250;
      return answer();
    });
    await chooser.candidates(registry.get('kuwo'), request('QQMusicClient'), staying).catch(() => undefined);
    expect(store.evidence('qq').bySource.get('kuwo')).toMatchObject({ attempts: 1, meanCostMs: 250, ...counted });
  });

  it('the failure stays a failure', async () => {
    const { registry, chooserOf } = learning();
    const chooser = chooserOf(() => Promise.reject(new Fault('timeout', 'late')));
    await expect(chooser.candidates(registry.get('kuwo'), request('qq'), staying)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('nothing is learned of the own source (40), nor from a search that was given up', async () => {
    const { store, registry, chooserOf } = learning();
    await chooserOf(found).candidates(registry.get('qq'), request('qq'), staying);
    const left = AbortSignal.abort(new Fault('canceled', 'left'));
    const chooser = chooserOf(() => Promise.reject(new Fault('canceled', 'left')));
    await expect(chooser.candidates(registry.get('kuwo'), request('qq'), left)).rejects.toMatchObject({ code: 'canceled' });
    expect(store.statistics(undefined)).toEqual([]);
  });

  it('they ask the own source first, then the others as learned, lose none, and remember why', () => {
    const { store, learned, registry, history } = learning();
    for (let tried = 0; tried < 20; tried++) store.learn({ origin: 'qq', source: 'migu', outcome: 'found', costMs: 10, at: 0 });
    for (let tried = 0; tried < 20; tried++) store.learn({ origin: 'qq', source: 'kuwo', outcome: 'missed', costMs: 10, at: 0 });
    const order = new LearnedOrder(learned, registry);
    const song = (platform: string) => ({ platform, title: '晴天', artists: ['周杰伦'] });
    expect(order.order(song('qq'), ['kuwo', 'migu', 'qq'])).toEqual(['qq', 'migu', 'kuwo']);
    expect(order.order(song('qq'), ['kuwo', 'migu'])).toEqual(['migu', 'kuwo']);
    expect(order.order(song(''), ['kuwo', 'migu'])).toEqual(['kuwo', 'migu']);
    expect(history.latest('qq', 10)).toMatchObject([
      { song: '周杰伦 - 晴天', order: [{ source: 'migu' }, { source: 'kuwo' }] },
      { song: '周杰伦 - 晴天', order: [{ source: 'migu' }, { source: 'kuwo' }] },
    ]);
  });

  it('a file that fails verification turns the find into a failure; the count of finds stays (41)', async () => {
    const { store, learned, registry, chooserOf } = learning();
    await chooserOf(found).candidates(registry.get('kuwo'), request('qq'), staying);
    const verifications = new LearnedVerifications(learned, registry);
    verifications.verified('qq', 'kuwo', false);
    verifications.verified('qq', 'qq', true);
    await Promise.resolve();
    expect(store.statistics(undefined)).toMatchObject([{ source: 'kuwo', attempts: 1, found: 1, refuted: 1, successes: 0, failures: 1 }]);
  });

  it('a store that fails changes nothing for them (42, 43)', async () => {
    const store = new MemoryRankingStore();
    const broken = async () => {
      throw new Fault('disk_full', 'no space');
    };
    Object.assign(store, {
      record: broken,
      recordVerification: broken,
      evidence: () => {
        throw new Fault('disk_full', 'no space');
      },
    });
    const { learned, registry, chooserOf } = learning(store);
    expect(await chooserOf(found).candidates(registry.get('kuwo'), request('qq'), staying)).toHaveLength(1);
    expect(new LearnedOrder(learned, registry).order({ platform: 'qq', title: '晴天', artists: [] }, ['kuwo', 'migu'])).toEqual([
      'kuwo',
      'migu',
    ]);
    new LearnedVerifications(learned, registry).verified('qq', 'kuwo', true);
  });
});
