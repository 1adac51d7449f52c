import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RankingStore } from '../src/core/ranking/ranking-store.js';
import { hit, ResolveHarness, song, weak } from './resolve-harness.js';

/** Real: matching, ranking, breakers, the whole of resolving. In memory: sources and stores. */

const refused = new Fault('unavailable', 'refuses connections');
const sourcesOf = (harness: ResolveHarness): string[] => harness.calls.map((call) => call.split(' ')[0] ?? '');

describe('when the sources of a song are listed', () => {
  it('maps names of an earlier tool, and asks each source once in the order given (27, 29)', async () => {
    const harness = new ResolveHarness();
    await harness.resolve({ sources: ['KuwoMusicClient', 'qq', 'kuwo', ' MiguMusicClient ', 'QQMusicClient'] });
    expect(sourcesOf(harness)).toEqual(['qq', 'kuwo', 'migu']);
  });

  it.each([[[]], [['', '  ']]])('takes the default list for an empty one (29)', async (sources) => {
    const harness = new ResolveHarness(undefined, { defaults: ['migu', 'gone', 'qq', 'migu'] });
    await harness.resolve({ sources });
    expect(sourcesOf(harness)).toEqual(['qq', 'migu']);
  });

  it('prefers the source that the snapshot song names, else the platform of the row (28)', async () => {
    const harness = new ResolveHarness();
    await harness.resolve({ ownSource: 'KuwoMusicClient' });
    expect(sourcesOf(harness)[0]).toBe('kuwo');
    harness.calls.length = 0;
    await harness.resolve({ ownSource: '' });
    expect(sourcesOf(harness)[0]).toBe('qq');
  });

  it('refuses a source that there is not, a song without a title, and having no source at all', async () => {
    const harness = new ResolveHarness();
    await expect(harness.resolve({ sources: ['nowhere'] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(harness.resolve({ song: { ...song, title: ' ' } })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(harness.resolve({ song: { ...song, title: 'x'.repeat(5000) } })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(new ResolveHarness([]).resolve()).rejects.toMatchObject({ code: 'failed_precondition' });
    expect(harness.calls).toEqual([]);
  });
});

describe('when the preferred source is asked', () => {
  it('comes before any ranked fallback, also after warm-up (30)', async () => {
    const harness = new ResolveHarness();
    harness.learned('migu', 'qianqian', 'kuwo');
    await harness.resolve();
    expect(sourcesOf(harness)).toEqual(['qq', 'migu', 'qianqian', 'kuwo']);
  });

  it('is not asked if it is outside the list; statistics still use it as the origin (31)', async () => {
    const harness = new ResolveHarness();
    harness.searches.migu = [hit('m1')];
    await harness.resolve({ sources: ['kuwo', 'migu'] });
    expect(sourcesOf(harness)).toEqual(['kuwo', 'migu']);
    expect(harness.records).toEqual([
      ['qq', 'kuwo', 'missed'],
      ['qq', 'migu', 'found'],
    ]);
    expect(harness.progress).toEqual(['resolving source kuwo (1/2)', 'resolving source migu (2/2)']);
  });

  it('is asked for the known song before any search, and a sure answer with an address ends it (32, 33)', async () => {
    const harness = new ResolveHarness();
    harness.refreshes.qq = [hit('003')];
    const outcome = await harness.resolve();
    expect(harness.calls).toEqual(['qq refresh 003']);
    expect(outcome).toMatchObject({ chosen: { source: 'qq', hit: { fetchKey: 'key:003' } }, reason: 'qq: the same id' });
  });

  it.each([
    ['has no address', [hit('003', { fetchKey: '' })]],
    ['is a trial clip', [hit('003', { trial: true })]],
    ['is gone', []],
    ['cannot be read', new Fault('data_corrupt', 'no such shape')],
  ])('is searched once with the keyword if the known song %s (34)', async (_, answer) => {
    const harness = new ResolveHarness();
    harness.refreshes.qq = answer;
    harness.searches.qq = [hit('004')];
    const outcome = await harness.resolve();
    expect(harness.calls).toEqual(['qq refresh 003', 'qq search 晴天 周杰伦']);
    expect(outcome.chosen?.hit.track.remoteId).toBe('004');
  });

  it('is not searched after it failed to answer at all (52)', async () => {
    const harness = new ResolveHarness();
    harness.refreshes.qq = refused;
    await harness.resolve({ sources: ['qq', 'kuwo'] });
    expect(harness.calls).toEqual(['qq refresh 003', 'kuwo search 晴天 周杰伦']);
  });

  it('keeps its weak result, used only if every fallback yields nothing (35)', async () => {
    const harness = new ResolveHarness();
    harness.searches.qq = [weak('004')];
    const outcome = await harness.resolve();
    expect(sourcesOf(harness)).toEqual(['qq', 'kuwo', 'migu', 'qianqian']);
    expect(outcome.chosen).toMatchObject({ source: 'qq', match: { highConfidence: false } });
    expect(outcome.reason).toContain('none was surer');
    harness.searches.migu = [hit('m1')];
    expect((await harness.resolve()).chosen?.source).toBe('migu');
  });

  it('is never recorded (40)', async () => {
    const harness = new ResolveHarness();
    harness.searches.qq = [weak('004')];
    await harness.resolve();
    expect(harness.records.filter(([origin, source]) => origin === source)).toEqual([]);
    expect(harness.records).toHaveLength(3);
  });
});

describe('when fallbacks are asked', () => {
  it('goes on after the top two fail: qq, migu, kuwo, qianqian (36, 37), and records each that was tried (39)', async () => {
    const harness = new ResolveHarness(['qq', 'qianqian', 'kuwo', 'migu']);
    harness.learned('migu', 'kuwo', 'qianqian');
    harness.searches.qianqian = [hit('q1')];
    const outcome = await harness.resolve();
    expect(sourcesOf(harness)).toEqual(['qq', 'migu', 'kuwo', 'qianqian']);
    expect(outcome.chosen).toMatchObject({ source: 'qianqian', hit: { track: { remoteId: 'q1' } } });
    expect(harness.records).toEqual([
      ['qq', 'migu', 'missed'],
      ['qq', 'kuwo', 'missed'],
      ['qq', 'qianqian', 'found'],
    ]);
  });

  it('ends at the first with a candidate: exactly qq, migu; nothing is recorded of the others (38, 39)', async () => {
    const harness = new ResolveHarness(['qq', 'migu', 'kuwo']);
    harness.searches.migu = [hit('m1')];
    harness.searches.kuwo = [hit('k1')];
    const outcome = await harness.resolve();
    expect(sourcesOf(harness)).toEqual(['qq', 'migu']);
    expect(outcome.chosen?.source).toBe('migu');
    expect(harness.records).toEqual([['qq', 'migu', 'found']]);
  });

  it.each([
    ['another song', hit('k1', { title: '七里香' })],
    ['another artist', hit('k1', { artist: '林俊杰' })],
    ['another version', hit('k1', { title: '晴天 (Live)' })],
    ['another duration', hit('k1', { durationMs: 200_000 })],
    ['a trial clip', hit('k1', { trial: true })],
    ['a clip that does not say so', hit('k1', { durationMs: 30_000 })],
    ['no file', hit('k1', { fetchKey: '' })],
  ])('takes %s for nothing, though it comes first (51)', async (_, first) => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu']);
    harness.searches.kuwo = [first];
    const outcome = await harness.resolve();
    expect(outcome.chosen).toBeUndefined();
    expect(harness.records).toEqual([
      ['qq', 'kuwo', 'missed'],
      ['qq', 'migu', 'missed'],
    ]);
  });

  it('holds fallbacks to the same confidence as the preferred source: a weak one waits in reserve', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu']);
    harness.searches.kuwo = [weak('k1')];
    const first = await harness.resolve();
    expect(first.chosen?.source).toBe('kuwo');
    expect(harness.records).toEqual([
      ['qq', 'kuwo', 'found'],
      ['qq', 'migu', 'missed'],
    ]);
    harness.searches.migu = [hit('m1')];
    harness.records.length = 0;
    expect((await harness.resolve()).chosen?.source).toBe('migu');
    expect(harness.records).toEqual([
      ['qq', 'kuwo', 'missed'],
      ['qq', 'migu', 'found'],
    ]);
  });

  it('takes the surest hit of a source, whatever place it has there', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo']);
    harness.searches.kuwo = [
      hit('live', { title: '晴天 (Live)' }),
      weak('k0', { ext: 'flac' }),
      hit('k1'),
      hit('k2', { bytes: 20_000_000 }),
    ];
    expect((await harness.resolve()).chosen?.hit.track.remoteId).toBe('k2');
  });
});

describe('when only unsure candidates were found', () => {
  const similar = (id: string, options = {}) => hit(id, { title: '晴天', artist: '周杰伦 / 阿信', durationMs: 272_500, ...options });

  it('sorts them by match group, then quality, then size, then the place of the source (45)', async () => {
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

describe('when a song is nowhere', () => {
  it('comes back as it was, with a clear reason and no exception (46)', async () => {
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

  it('says which sources could not be asked, and that it may be there later', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo']);
    harness.searches.kuwo = refused;
    const outcome = await harness.resolve();
    expect(outcome).toMatchObject({ chosen: undefined, retryLater: true });
    expect(outcome.trials[1]).toMatchObject({ source: 'kuwo', outcome: 'failed', code: 'unavailable', detail: 'refuses connections' });
  });
});

describe('when a source misbehaves', () => {
  it.each([
    ['throws what is no fault', new TypeError('x is undefined')],
    ['is refused', refused],
    ['answers garbage', new Fault('data_corrupt', 'HTML')],
    ['limits the rate', new Fault('rate_limited', 'too many', { retryAfterMs: 60_000 })],
  ])("%s: that is its failure, not the resolve's (52)", async (_, answer) => {
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

  it('waits for each call no longer than the caller says, even if the source does not listen (49)', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu', 'qianqian']);
    harness.refreshes.qq = 'hang';
    harness.searches.kuwo = 'hang';
    harness.searches.migu = () => new Promise(() => undefined);
    harness.searches.qianqian = [hit('q1')];
    const outcome = await harness.resolve({ timeoutMs: 30 });
    expect(outcome.chosen?.source).toBe('qianqian');
    expect(outcome.trials.map(({ code }) => code)).toEqual(['timeout', 'timeout', 'timeout', undefined]);
  });

  it('comes last once three faults in a row opened its breaker, and first again after a probe that succeeds', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu'], { policy: 'ratio-adaptive' });
    harness.searches.kuwo = refused;
    for (let song = 0; song < 3; song++) await harness.resolve();
    harness.calls.length = 0;
    const outcome = await harness.resolve();
    expect(sourcesOf(harness)).toEqual(['qq', 'migu', 'kuwo']);
    expect(outcome.decision?.order.map(({ source, breaker }) => [source, breaker.state])).toEqual([
      ['migu', 'closed'],
      ['kuwo', 'open'],
    ]);
    harness.clock.at += 20_000;
    harness.searches.kuwo = [hit('k1')];
    await harness.store.reset('kuwo', 'qq');
    await harness.resolve();
    expect(harness.breakers.standing('kuwo').state).toBe('closed');
  });

  it('is moved behind the others also as the preferred source while its breaker is open', async () => {
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
    const fail = () => {
      throw new Fault('disk_full', 'no space');
    };
    const fine: RankingStore = {
      evidence: () => ({ totalAttempts: 0, timedAttempts: 0, bySource: new Map() }),
      record: async () => undefined,
      recordVerification: async () => undefined,
      reset: async () => 0,
      statistics: () => [],
    };
    return { ...fine, [part]: part === 'record' ? async () => fail() : fail };
  };

  it.each(['evidence', 'record'] as const)('resolves in the configured order all the same: %s (42, 43)', async (part) => {
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

  it('said before each source which one it asks, of how many (48)', async () => {
    const harness = new ResolveHarness();
    harness.searches.migu = [hit('m1')];
    await harness.resolve();
    expect(harness.progress).toEqual(['resolving source qq (1/4)', 'resolving source kuwo (2/4)', 'resolving source migu (3/4)']);
  });

  it('explains its choice: order, scores, policy, and each trial; and remembers why', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu']);
    harness.learned('migu', 'kuwo', 'elsewhere');
    harness.searches.migu = [hit('live', { title: '晴天 (Live)' }), hit('m1')];
    const outcome = await harness.resolve();
    expect(outcome.decision).toMatchObject({ origin: 'qq', policy: 'laplace-warmup', order: [{ source: 'migu' }, { source: 'kuwo' }] });
    expect(outcome.decision?.order[0]?.score).toBeGreaterThan(outcome.decision?.order[1]?.score ?? 1);
    expect(outcome.trials[1]).toMatchObject({ source: 'migu', outcome: 'chosen', hits: 2, detail: 'title, artists and duration agree' });
    expect(harness.history.latest('qq', 5)).toEqual([{ ...outcome.decision, song: '周杰伦 - 晴天', decidedAt: harness.clock.at }]);
  });
});

describe('when a person has decided', () => {
  const match = { platform: 'qq', remoteId: '003', source: 'migu', sourceRemoteId: 'm9', note: '', createdAt: 0 };

  it('takes that recording without comparing it or asking anybody else', async () => {
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
    ['cannot be asked for', refused, true],
  ])('never takes another one instead, if it %s', async (_, answer, retryLater) => {
    const harness = new ResolveHarness();
    await harness.manual.set(match);
    harness.searches.migu = answer;
    harness.searches.qq = [hit('003')];
    expect(await harness.resolve()).toMatchObject({ manual: true, chosen: undefined, retryLater });
    expect(sourcesOf(harness)).toEqual(['migu']);
  });

  it('never takes a file again that was refused', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo']);
    harness.rejected.add('kuwo/k1');
    harness.searches.kuwo = [hit('k1'), weak('k2')];
    expect((await harness.resolve()).chosen?.hit.track.remoteId).toBe('k2');
  });
});

describe('when searches may run ahead', () => {
  it('asks up to so many at the same time, takes the first in order, and leaves the others unrecorded', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu', 'qianqian'], { ahead: 2 });
    let aborted = 0;
    let asked: string[] = [];
    harness.searches.qq = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      asked = sourcesOf(harness).sort();
      return [];
    };
    harness.searches.migu = [hit('m1')];
    harness.searches.qianqian = (signal) =>
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

  it('comes to the same choice as one after the other, whatever sources answer', async () => {
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
  it('ends at once, and what was learned until then is kept', async () => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu']);
    const leaving = new AbortController();
    harness.searches.migu = (signal) => {
      queueMicrotask(() => leaving.abort(new Fault('canceled', 'left')));
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    await expect(harness.resolve({}, leaving.signal)).rejects.toMatchObject({ code: 'canceled' });
    expect(harness.records).toEqual([['qq', 'kuwo', 'missed']]);
    expect(harness.breakers.standing('migu').faults).toBe(0);
  });
});
