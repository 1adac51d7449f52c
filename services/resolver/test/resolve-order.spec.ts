import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { hit, ResolveHarness, song, weak } from './resolve-harness.js';

/** Real: matching, ranking, breakers, the whole of resolving. In memory: sources and stores. */

const refused = new Fault('unavailable', 'refuses connections');
const sourcesOf = (harness: ResolveHarness): string[] => harness.calls.map((call) => call.split(' ')[0] ?? '');

describe('when the sources of a song are listed', () => {
  it('maps names from an earlier tool, and asks each source once in the given order (27, 29)', async () => {
    const harness = new ResolveHarness();
    await harness.resolve({ sources: ['KuwoMusicClient', 'qq', 'kuwo', ' MiguMusicClient ', 'QQMusicClient'] });
    expect(sourcesOf(harness)).toEqual(['qq', 'kuwo', 'migu']);
  });

  it.each([[[]], [['', '  ']]])('uses the default list if the given one is empty (29)', async (sources) => {
    const harness = new ResolveHarness(undefined, { defaults: ['migu', 'gone', 'qq', 'migu'] });
    await harness.resolve({ sources });
    expect(sourcesOf(harness)).toEqual(['qq', 'migu']);
  });

  it("prefers the source that the snapshot song names, else the row's platform (28)", async () => {
    const harness = new ResolveHarness();
    await harness.resolve({ ownSource: 'KuwoMusicClient' });
    expect(sourcesOf(harness)[0]).toBe('kuwo');
    harness.calls.length = 0;
    await harness.resolve({ ownSource: '' });
    expect(sourcesOf(harness)[0]).toBe('qq');
  });

  it('refuses an unknown source, a song with no title or one too long, and having no source at all', async () => {
    const harness = new ResolveHarness();
    await expect(harness.resolve({ sources: ['nowhere'] })).rejects.toMatchObject({ code: 'not_found' });
    await expect(harness.resolve({ song: { ...song, title: ' ' } })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(harness.resolve({ song: { ...song, title: 'x'.repeat(5000) } })).rejects.toMatchObject({ code: 'invalid_argument' });
    await expect(new ResolveHarness([]).resolve()).rejects.toMatchObject({ code: 'failed_precondition' });
    expect(harness.calls).toEqual([]);
  });
});

describe('when the preferred source is asked', () => {
  it('comes before any ranked fallback, even after warm-up (30)', async () => {
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

  it('is asked for the known song before any search, and a sure answer with an address ends the resolve (32, 33)', async () => {
    const harness = new ResolveHarness();
    harness.refreshes.qq = [hit('003')];
    const outcome = await harness.resolve();
    expect(harness.calls).toEqual(['qq refresh 003']);
    expect(outcome).toMatchObject({ chosen: { source: 'qq', hit: { fetchKey: 'key:003' } }, reason: 'qq: the same id' });
  });

  it('knows the song by its id even where an earlier tool named the platform', async () => {
    const harness = new ResolveHarness();
    harness.refreshes.qq = [hit('003', { title: '天晴了', durationMs: 0 })];
    const outcome = await harness.resolve({ song: { ...song, platform: 'QQMusicClient' } });
    expect(outcome).toMatchObject({ chosen: { source: 'qq' }, reason: 'qq: the same id', song: { platform: 'QQMusicClient' } });
  });

  it.each([
    ['has no address', [hit('003', { fetchKey: undefined })]],
    ['is a trial clip', [hit('003', { trial: true })]],
    ['is gone', []],
    ['cannot be read', new Fault('data_corrupt', 'no such shape')],
  ])('is searched once by keyword if the known song %s (34)', async (_, answer) => {
    const harness = new ResolveHarness();
    harness.refreshes.qq = answer;
    harness.searches.qq = [hit('004')];
    const outcome = await harness.resolve();
    expect(harness.calls).toEqual(['qq refresh 003', 'qq search 晴天 周杰伦']);
    expect(outcome.chosen?.hit.track.remoteId).toBe('004');
  });

  it('is not searched after failing to answer at all (52)', async () => {
    const harness = new ResolveHarness();
    harness.refreshes.qq = refused;
    await harness.resolve({ sources: ['qq', 'kuwo'] });
    expect(harness.calls).toEqual(['qq refresh 003', 'kuwo search 晴天 周杰伦']);
  });

  it('keeps its weak result in reserve, used only if every fallback yields nothing (35)', async () => {
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
  it('continues after the top two fail: qq, migu, kuwo, qianqian (36, 37), and records each that was tried (39)', async () => {
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
    ['an unmarked clip', hit('k1', { durationMs: 30_000 })],
    ['no file', hit('k1', { fetchKey: undefined })],
  ])('rejects %s, even as the first hit (51)', async (_, first) => {
    const harness = new ResolveHarness(['qq', 'kuwo', 'migu']);
    harness.searches.kuwo = [first];
    const outcome = await harness.resolve();
    expect(outcome.chosen).toBeUndefined();
    expect(harness.records).toEqual([
      ['qq', 'kuwo', 'missed'],
      ['qq', 'migu', 'missed'],
    ]);
  });

  it('requires the same confidence of fallbacks as of the preferred source: a weak hit waits in reserve', async () => {
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

  it('takes the surest hit of a source, whatever its position', async () => {
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
