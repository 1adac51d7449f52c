import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import type { AskedSource, OfferVerdict } from '../src/core/candidates/search-record.js';
import { hit, ResolveHarness, weak } from './resolve-harness.js';
import { statisticsOf } from './statistics.js';

/** Real: the whole search for a recording, with ranking and breakers. In memory: sources and stores. Nothing is fetched. */

const refused = new Fault('unavailable', 'refuses connections');

/** Answers each offer with these verdicts, and remembers the offers. */
function taker(verdicts: Readonly<Record<string, OfferVerdict>> = {}) {
  const offered: string[] = [];
  const take = (id: string): OfferVerdict => {
    offered.push(id);
    return verdicts[id] ?? 'refused';
  };
  return { offered, take };
}

describe('when a download looks for a recording', () => {
  it('is offered the sure hits of each source immediately, and the weak ones after all sources, in reserve order (45)', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu']);
    harness.searches.qq = [weak('q1')];
    harness.searches.kuwo = [weak('k2', { ext: 'flac', bitrate: 900_000 }), hit('k1')];
    harness.searches.migu = [hit('m1'), weak('m2', { bytes: 30_000_000 })];
    const { offered, take } = taker();
    expect((await harness.find(take)).taken).toBeUndefined();
    expect(offered).toEqual(['k1', 'm1', 'k2', 'm2', 'q1']);
  });

  it('is offered at most three hits of one source, and none after the source goes down', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo']);
    harness.searches.qq = ['a', 'b', 'c', 'd'].map((id, at) => hit(id, { bytes: 9_000_000 - at }));
    harness.searches.kuwo = [hit('k1'), weak('k2')];
    const { offered, take } = taker({ k1: 'source_down' });
    await harness.find(take);
    expect(offered).toEqual(['a', 'b', 'c', 'k1']);
  });

  it('takes the recording that a resolve chooses, whatever the sources answer', async () => {
    const answers = { sure: (id: string) => [hit(id)], weak: (id: string) => [weak(id)], nothing: () => [] };
    const kinds = ['sure', 'weak', 'nothing'] as const;
    for (const first of kinds) {
      for (const second of kinds) {
        const harness = new ResolveHarness(['qq', 'kuwo', 'migu']);
        harness.searches.kuwo = answers[first]('k1');
        harness.searches.migu = answers[second]('m1');
        const { offered, take } = taker({ k1: 'verified', m1: 'verified' });
        const { taken } = await harness.find(take);
        const { chosen } = await harness.resolve();
        expect([first, second, taken?.judged.hit.track.remoteId]).toEqual([first, second, chosen?.hit.track.remoteId]);
        expect(offered).toHaveLength(taken === undefined ? 0 : 1);
      }
    }
  });

  it('leaves a repeatedly failing source alone, and says so; a resolve asks it last', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo'], { policy: 'ratio-adaptive' });
    harness.searches.kuwo = refused;
    for (let song = 0; song < 3; song++) await harness.resolve();
    harness.calls.length = 0;
    harness.records.length = 0;
    const trials: AskedSource[] = [];
    await harness.find(() => 'refused', { asked: async (trial) => void trials.push(trial) });
    expect(harness.calls).toEqual(['qq search 晴天 周杰伦']);
    expect(trials[1]).toMatchObject({ source: 'kuwo', outcome: 'failed', code: 'unavailable' });
    expect(trials[1]?.detail).toContain('paused');
    expect(harness.records).toEqual([]);
    await harness.resolve();
    expect(harness.calls.at(-1)).toBe('kuwo search 晴天 周杰伦');
  });

  it('asks a source last if its file fetches keep failing, even if its searches succeed', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu'], { policy: 'ratio-adaptive' });
    for (let fetch = 0; fetch < 3; fetch++) harness.files.faulted('kuwo');
    harness.searches.kuwo = [hit('k1')];
    harness.searches.migu = [hit('m1')];
    expect((await harness.resolve()).chosen?.source).toBe('migu');
    const { offered, take } = taker({ m1: 'verified' });
    await harness.find(take);
    expect(offered).toEqual(['m1']);
  });

  it('offers only what a person chose, and nothing else if that is refused', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu']);
    await harness.manual.set({ platform: 'qq', remoteId: '003', source: 'migu', sourceRemoteId: 'm9', note: '', createdAt: 0 });
    harness.searches.kuwo = [hit('k1')];
    harness.searches.migu = [hit('m1'), hit('m9', { title: '晴天 (Live)' })];
    const { offered, take } = taker();
    expect(await harness.find(take)).toMatchObject({ manual: true, taken: undefined, decision: undefined });
    expect(offered).toEqual(['m9']);
    expect(harness.records).toEqual([]);
  });
});

describe('when a search ends', () => {
  const statistics = async (harness: ResolveHarness) =>
    (await statisticsOf(harness.store, 'qq')).map(({ source, attempts, found, faults, verified, refuted }) => {
      return { source, counts: [attempts, found, faults, verified, refuted] };
    });

  it('counts each fallback once: as found if a recording passed the gate, as verified or refuted by its files (39, 41)', async () => {
    const harness = new ResolveHarness(['qq', 'down', 'empty', 'bad', 'weak', 'good', 'later']);
    harness.searches.qq = [weak('q1')];
    harness.searches.down = refused;
    harness.searches.bad = [hit('b1'), hit('b2', { bytes: 9 })];
    harness.searches.weak = [weak('w1')];
    harness.searches.good = [hit('g1'), hit('g2', { bytes: 9 })];
    const { take } = taker({ g2: 'verified' });
    await harness.find(take);
    expect(await statistics(harness)).toEqual([
      { source: 'bad', counts: [1, 1, 0, 0, 1] },
      { source: 'down', counts: [1, 0, 1, 0, 0] },
      { source: 'empty', counts: [1, 0, 0, 0, 0] },
      { source: 'good', counts: [1, 1, 0, 1, 0] },
      { source: 'weak', counts: [1, 0, 0, 0, 0] },
    ]);
    const bad = (await harness.store.evidence('qq')).bySource.get('bad');
    expect([bad?.successes, bad?.failures]).toEqual([0, expect.closeTo(1, 1)]);
  });

  it('counts a source whose reserve hit was taken as found, and one whose hit was not tried as not found', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu']);
    harness.searches.kuwo = [weak('k1', { bytes: 30_000_000 })];
    harness.searches.migu = [weak('m1')];
    await harness.find(taker({ k1: 'verified' }).take);
    expect(await statistics(harness)).toEqual([
      { source: 'kuwo', counts: [1, 1, 0, 1, 0] },
      { source: 'migu', counts: [1, 0, 0, 0, 0] },
    ]);
  });

  it('learns how long each answer took', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo']);
    harness.searches.kuwo = async () => {
      harness.clock.at += 250;
      return [];
    };
    await harness.find(() => 'refused');
    expect((await harness.store.evidence('qq')).bySource.get('kuwo')).toMatchObject({ attempts: 1, meanCostMs: 250 });
  });

  it('keeps what it learned when its taker fails, without a verdict on the file being fetched', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu']);
    harness.searches.migu = [hit('m1'), hit('m2', { bytes: 9 })];
    let offers = 0;
    const full = harness.find(() => {
      if (++offers === 1) return 'refused';
      throw new Fault('disk_full', 'no space left');
    });
    await expect(full).rejects.toMatchObject({ code: 'disk_full' });
    expect(await statistics(harness)).toEqual([
      { source: 'kuwo', counts: [1, 0, 0, 0, 0] },
      { source: 'migu', counts: [1, 1, 0, 0, 0] },
    ]);
  });
});
