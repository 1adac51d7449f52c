import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import type { RecordingFacts } from '../src/core/sources/recording-facts.js';
import { hit, ResolveHarness, song, weak } from './resolve-harness.js';
import { statisticsOf } from './statistics.js';

/** Real: the whole search for a recording, with ranking, breakers and the cache of what is known. In memory: sources and stores. */

const facts: RecordingFacts = {
  title: '晴天',
  otherTitles: ['Sunny Day', '晴天 (Live)'],
  artists: [{ name: '周杰伦', otherNames: ['Jay Chou'] }],
  isrcs: ['TWK970300801', 'TWK970300802'],
  durationMs: 269_000,
};

/** Sources `qq` and `kuwo`, and musicbrainz as the one that knows recordings. */
function world(knows: RecordingFacts | Error | 'hang' | undefined, options: { readonly knowledgeMs?: number } = {}) {
  const harness = new ResolveHarness(['qq', 'kuwo'], { ...options, expert: knows });
  return harness;
}
const asked = (harness: ResolveHarness): string[] => harness.calls.filter((call) => call.startsWith('musicbrainz'));

describe('when no source has a sure hit', () => {
  it('asks once for ISRCs and other names, and takes what they make sure without another request', async () => {
    const harness = world(facts);
    harness.searches.kuwo = [weak('k1'), hit('k2', { title: 'Sunny Day', artist: 'Jay Chou', durationMs: 269_500 })];
    const { chosen, reason } = await harness.resolve();
    expect(chosen).toMatchObject({ source: 'kuwo', hit: { track: { remoteId: 'k2' } } });
    expect(reason).toBe('kuwo: title, artists and duration agree; searched also by what musicbrainz knows of it');
    expect(harness.calls).toEqual([
      'qq search 晴天 周杰伦',
      'kuwo search 晴天 周杰伦',
      'musicbrainz identify 003',
      'qq search Sunny Day Jay Chou',
    ]);
  });

  it('recognises any of the ISRCs, and searches with one', async () => {
    const harness = world(facts);
    harness.searches.kuwo = [hit('k1', { title: 'Other Name', artist: 'Somebody', isrc: 'TWK970300802' })];
    const { chosen } = await harness.resolve();
    expect(chosen).toMatchObject({ hit: { track: { remoteId: 'k1' } }, match: { reason: 'same_isrc', priority: 0 } });
    expect(harness.targets.map(({ isrc }) => isrc)).toEqual([undefined, undefined, 'TWK970300801']);
  });

  it('finds under the other name what the first search did not find', async () => {
    const harness = world(facts);
    harness.searches.kuwo = (keyword) => (keyword === 'Sunny Day Jay Chou' ? [hit('k9', { title: 'Sunny Day', artist: 'Jay Chou' })] : []);
    expect((await harness.resolve()).chosen?.hit.track.remoteId).toBe('k9');
  });

  it('never takes the name of another version for one of this recording', async () => {
    const harness = world(facts);
    harness.searches.kuwo = [hit('live', { title: '晴天 (Live)' })];
    expect((await harness.resolve()).chosen).toBeUndefined();
  });

  it('counts each source once, whatever it is asked again', async () => {
    const harness = world(facts);
    harness.searches.kuwo = (keyword) => (keyword.startsWith('Sunny') ? [hit('k9', { title: 'Sunny Day', artist: 'Jay Chou' })] : []);
    const { trials } = await harness.resolve();
    expect(trials.map(({ source, outcome }) => [source, outcome])).toEqual([
      ['qq', 'nothing'],
      ['kuwo', 'chosen'],
    ]);
    expect(await statisticsOf(harness.store, 'qq')).toMatchObject([{ source: 'kuwo', attempts: 1, found: 1 }]);
  });

  it('keeps the reserve if nothing becomes sure', async () => {
    const harness = world({ ...facts, otherTitles: [] });
    harness.searches.kuwo = [weak('k1')];
    expect((await harness.resolve()).chosen?.hit.track.remoteId).toBe('k1');
  });

  it('remembers the answer, also that there is none', async () => {
    for (const knows of [facts, undefined]) {
      const harness = world(knows);
      const { finder } = harness;
      await harness.resolve({}, undefined, finder);
      await harness.resolve({}, undefined, finder);
      expect(asked(harness)).toHaveLength(1);
    }
  });
});

describe('when what is known of recordings is not needed or not to be had', () => {
  it('is not asked for if a hit is sure, if a person chose, or if the setting says never', async () => {
    const sure = world(facts);
    sure.searches.kuwo = [hit('k1')];
    await sure.resolve();
    const chosen = world(facts);
    await chosen.manual.set({ platform: 'qq', remoteId: '003', source: 'kuwo', sourceRemoteId: 'k9', note: '', createdAt: 0 });
    await chosen.resolve();
    const off = world(facts, { knowledgeMs: 0 });
    await off.resolve();
    expect([sure, chosen, off].map(asked)).toEqual([[], [], []]);
  });

  it('goes on without it after its limit or a failure, and says so', async () => {
    for (const [knows, words] of [
      ['hang', 'did not answer within 20 ms'],
      [new Fault('unavailable', 'is overloaded'), 'is overloaded'],
    ] as const) {
      const harness = world(knows, { knowledgeMs: 20 });
      harness.searches.kuwo = [weak('k1')];
      const { chosen, reason, song: resolved } = await harness.resolve();
      expect([chosen?.hit.track.remoteId, resolved]).toEqual(['k1', song]);
      expect(reason).toContain('musicbrainz did not say more about it');
      expect(reason).toContain(words);
    }
  });

  it('is left alone for a while after it failed repeatedly', async () => {
    const harness = world(new Fault('unavailable', 'is down'));
    const { finder } = harness;
    for (let at = 0; at < 5; at++) await harness.resolve({ song: { ...song, title: `晴天 ${at}` } }, undefined, finder);
    expect(asked(harness).length).toBeLessThan(5);
  });

  it('ends with the caller', async () => {
    const controller = new AbortController();
    const harness = world('hang', { knowledgeMs: 60_000 });
    const resolving = harness.resolve({}, controller.signal);
    controller.abort(new Fault('canceled', 'left'));
    await expect(resolving).rejects.toMatchObject({ code: 'canceled' });
  });
});
