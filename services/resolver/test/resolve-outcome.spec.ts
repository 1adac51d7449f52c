import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { hit, ResolveHarness, song, weak } from './resolve-harness.js';

/** Real: matching, ranking, breakers, the whole of resolving. In memory: sources and stores. */

const refused = new Fault('unavailable', 'refuses connections');
const sourcesOf = (harness: ResolveHarness): string[] => harness.calls.map((call) => call.split(' ')[0] ?? '');

describe('when only unsure candidates were found', () => {
  const similar = (id: string, options = {}) => hit(id, { title: '晴天', artist: '周杰伦 / 阿信', durationMs: 272_500, ...options });

  it('sorts them by match group, then quality, then size, then the position of the source (45)', async () => {
    const chosen = async (searches: ResolveHarness['searches']): Promise<string | undefined> => {
      const harness = new ResolveHarness(['qq', 'kuwo', 'migu', 'qianqian']);
      Object.assign(harness.searches, searches);
      return (await harness.resolve()).chosen?.hit.track.remoteId;
    };
    const big = { bytes: 30_000_000 };
    const flac = { ext: 'flac', bitrate: 900_000 };
    expect(await chosen({ kuwo: [weak('k')], migu: [weak('m', flac)] })).toBe('m');
    expect(await chosen({ kuwo: [weak('k')], migu: [weak('m', big)] })).toBe('m');
    expect(await chosen({ kuwo: [weak('k')], migu: [weak('m')] })).toBe('k');
    expect(await chosen({ qq: [weak('q')], kuwo: [similar('k', flac)] })).toBe('k');
  });
});

describe('when no source has a song', () => {
  it('returns it unchanged, with a clear reason and no exception (46)', async () => {
    const harness = new ResolveHarness();
    const outcome = await harness.resolve();
    expect(outcome).toMatchObject({ song, chosen: undefined, retryLater: false });
    expect(outcome.reason).toBe('not found at any of the 4 sources that were asked');
    expect(outcome.trials.map(({ source, outcome: ended }) => [source, ended])).toEqual([
      ['qq', 'nothing'],
      ['kuwo', 'nothing'],
      ['migu', 'nothing'],
      ['qianqian', 'nothing'],
    ]);
  });

  it('says which sources could not be asked, and that a later try may succeed', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo']);
    harness.searches.kuwo = refused;
    const outcome = await harness.resolve();
    expect(outcome).toMatchObject({ chosen: undefined, retryLater: true });
    expect(outcome.trials[1]).toMatchObject({ source: 'kuwo', outcome: 'failed', code: 'unavailable', detail: 'refuses connections' });
  });
});

describe('when a song was resolved', () => {
  it('carries the identity of the song and the source, address, ext and size of the candidate (47)', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo']);
    harness.searches.kuwo = [hit('k1', { ext: 'flac', bytes: 31_000_000 })];
    const outcome = await harness.resolve();
    expect(outcome.song).toBe(song);
    expect(outcome.chosen).toMatchObject({
      source: 'kuwo',
      quality: 'lossless',
      hit: { fetchKey: 'key:k1', audio: { ext: 'flac', fileSizeBytes: 31_000_000 } },
    });
  });

  it('has reported before each source which one it asks, of how many (48)', async () => {
    const harness = new ResolveHarness();
    harness.searches.migu = [hit('m1')];
    await harness.resolve();
    expect(harness.progress).toEqual(['resolving source qq (1/4)', 'resolving source kuwo (2/4)', 'resolving source migu (3/4)']);
  });

  it('explains its choice with order, scores, policy and each trial, and records the decision', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu']);
    harness.learned('migu', 'kuwo', 'elsewhere');
    harness.searches.migu = [hit('live', { title: '晴天 (Live)' }), hit('m1')];
    const outcome = await harness.resolve();
    expect(outcome.decision).toMatchObject({ origin: 'qq', policy: 'laplace-warmup', order: [{ source: 'migu' }, { source: 'kuwo' }] });
    expect(outcome.decision?.order[0]?.score).toBeGreaterThan(outcome.decision?.order[1]?.score ?? 1);
    expect(outcome.trials[1]).toMatchObject({ source: 'migu', outcome: 'chosen', hits: 2, detail: 'title, artists and duration agree' });
    expect(await harness.history.latest('qq', 5)).toEqual([{ ...outcome.decision, song: '周杰伦 - 晴天', decidedAt: harness.clock.at }]);
  });
});

describe('when a person has decided', () => {
  const match = { platform: 'qq', remoteId: '003', source: 'migu', sourceRemoteId: 'm9', note: '', createdAt: 0 };

  it('takes that recording without comparing it or asking another source', async () => {
    const harness = new ResolveHarness();
    await harness.manual.set(match);
    harness.searches.migu = [hit('m1'), hit('m9', { title: '晴天 (Live)', durationMs: 400_000 })];
    const outcome = await harness.resolve();
    expect(outcome).toMatchObject({ manual: true, chosen: { source: 'migu', hit: { track: { remoteId: 'm9' } } } });
    expect(sourcesOf(harness)).toEqual(['migu']);
    expect(harness.records).toEqual([]);
  });

  it.each([
    ['is gone', [hit('m1')], false],
    ['cannot be reached', refused, true],
  ])('never takes another recording if that one %s', async (_, answer, retryLater) => {
    const harness = new ResolveHarness();
    await harness.manual.set(match);
    harness.searches.migu = answer;
    harness.searches.qq = [hit('003')];
    expect(await harness.resolve()).toMatchObject({ manual: true, chosen: undefined, retryLater });
    expect(sourcesOf(harness)).toEqual(['migu']);
  });

  it('never takes a rejected file again', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo']);
    await harness.rejected.reject({ source: 'kuwo', remoteId: 'k1', sha256: '', reason: '' });
    harness.searches.kuwo = [hit('k1'), weak('k2')];
    expect((await harness.resolve()).chosen?.hit.track.remoteId).toBe('k2');
  });
});
