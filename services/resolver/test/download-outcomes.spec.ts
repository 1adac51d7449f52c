import { Fault, type FaultCode } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import type { DownloadRecord } from '../src/core/downloads/model.js';
import type { SearchHit } from '../src/core/sources/search.js';
import { audioFile, type MemoryFile } from './memory/memory-staging.js';
import { type Delivery, DownloadHarness, request } from './memory-downloads.js';
import { hit } from './resolve-harness.js';
import { statisticsOf } from './statistics.js';
import { hasItsEnd, untilDownload } from './until-download.js';

/** Everything behind a download; sources, files and stores work in memory. */

const zeros = audioFile({}, { longestZeroRun: 9_000_000, sha256: 'zeros' });
const empty = audioFile({}, { fileSizeBytes: 0, sha256: 'empty' });
const refused: Record<string, MemoryFile> = {
  empty,
  zeros,
  not_audio: audioFile({}, { ext: undefined as never }),
  damaged: audioFile({}, { damage: 'a checksum is wrong' as never }),
  trial_clip: audioFile({ durationMs: 30_000 }),
  wrong_duration: audioFile({ durationMs: 300_000 }),
};

/** Sources by name with their hits or fault, and what is delivered by hit. */
function begin(searches: DownloadHarness['searches'], deliveries: Record<string, Delivery> = {}): DownloadHarness {
  const harness = new DownloadHarness(Object.keys(searches));
  Object.assign(harness.searches, searches);
  for (const [id, delivery] of Object.entries(deliveries)) harness.deliveries[`key:${id}`] = delivery;
  return harness;
}
const recordOf = async (harness: DownloadHarness, wanted = request()): Promise<DownloadRecord> => (await harness.download(wanted)).record;
const down = new Fault('unavailable', 'down');

const lookElsewhere = 'Add a source that has it, or check the spelling of the song.';

describe('when a download ends without a file', () => {
  const lookThere = 'Check the refused files (`quarantine list`), or allow lower quality.';
  const later = 'Try again later; `sources check` shows which sources can be used.';

  it.each<[string, DownloadHarness['searches'], Record<string, Delivery>, string, string | undefined, string]>([
    ['no source has it', { a: [], b: [] }, {}, 'not_found', lookElsewhere, 'a: nothing found; b: nothing found'],
    ['a file was refused', { a: [hit('1')] }, { 1: zeros }, 'not_found', lookThere, 'a: refused (zeros)'],
    [
      'a file was refused and another source has nothing',
      { a: [hit('1')], b: [] },
      { 1: zeros },
      'not_found',
      lookThere,
      'a: refused (zeros); b: nothing found',
    ],
    [
      'files of one source were refused for several reasons',
      { a: [hit('1', { bytes: 3 }), hit('2', { bytes: 2 }), hit('3', { bytes: 1 })] },
      { 1: zeros, 2: refused.not_audio!, 3: zeros },
      'not_found',
      lookThere,
      'a: refused (zeros), refused (not audio)',
    ],
    [
      'one source has nothing, another is down',
      { a: [], b: down },
      {},
      'not_found',
      lookElsewhere,
      'a: nothing found; b: failed (unavailable)',
    ],
    [
      'every source is down',
      { a: down, b: new Fault('timeout', 'slow') },
      {},
      'unavailable',
      later,
      'a: failed (unavailable); b: failed (timeout)',
    ],
    [
      'the source that has it does not deliver, whatever the others say',
      { a: down, b: [hit('1')], c: [] },
      { 1: new Fault('rate_limited', 'wait') },
      'rate_limited',
      later,
      'a: failed (unavailable); b: failed (rate limited); c: nothing found',
    ],
    [
      'one file was refused and another was not delivered',
      { a: [hit('1')], b: [hit('2')] },
      { 1: zeros, 2: new Fault('data_corrupt', 'torn') },
      'data_corrupt',
      later,
      'a: refused (zeros); b: failed (data corrupt)',
    ],
    [
      'a source failed in a way that nobody foresaw',
      { a: [hit('1')] },
      { 1: new Error('a defect') },
      'internal',
      later,
      'a: failed (internal)',
    ],
  ])('says so if %s', async (_, searches, deliveries, code, hint, words) => {
    const { state, error } = await recordOf(begin(searches, deliveries));
    expect([state, error]).toEqual([
      code === 'not_found' ? 'not_found' : 'failed',
      { code, hint, message: `no source gave the song: ${words}` },
    ]);
  });

  it('says so if there is no source to ask', async () => {
    const hint = 'Configure a source that can fetch, or name one that is configured.';
    const { state, error } = await recordOf(begin({}));
    expect([state, error]).toEqual(['failed', { code: 'failed_precondition', message: 'there is no usable source', hint }]);
  });

  it('says so if all there is was refused before, and is not fetched again', async () => {
    const harness = begin({ a: [hit('1')] }, { 1: refused.trial_clip! });
    await harness.download();
    const { state, error, attempts } = await recordOf(harness);
    expect(attempts).toMatchObject([{ outcome: 'nothing_found', message: '1 known from before as refused or in quarantine' }]);
    expect([state, error]).toEqual([
      'not_found',
      { code: 'not_found', hint: lookThere, message: 'no source gave the song: a: nothing new' },
    ]);
    expect(harness.fetched).toEqual(['key:1']);
  });
});

describe('when a download tries a source', () => {
  it('it notes each attempt with its outcome, its beginning and how long it took', async () => {
    const harness = begin({ a: [], b: down, c: [hit('1'), hit('2', { bytes: 2 }), hit('3', { bytes: 1 })] });
    harness.searches.a = async () => {
      harness.clock.at += 40;
      return [];
    };
    Object.assign(harness.deliveries, { 'key:1': zeros, 'key:2': new Fault('not_found', 'gone'), 'key:3': audioFile() });
    const contents = harness.staging.readContents.bind(harness.staging);
    harness.staging.readContents = async (path) => {
      await harness.timing.pass(7.6);
      return contents(path);
    };
    const { attempts } = await recordOf(harness);
    const { at } = harness.clock;
    expect(attempts).toEqual([
      { source: 'a', outcome: 'nothing_found', message: undefined, startedAt: at - 40, elapsedMs: 40 },
      { source: 'b', outcome: 'failed', code: 'unavailable', message: 'down', startedAt: at, elapsedMs: 0 },
      { source: 'c', remoteId: '1', outcome: 'refused', code: 'zeros', message: expect.any(String), startedAt: 0, elapsedMs: 8 },
      { source: 'c', remoteId: '2', outcome: 'failed', code: 'not_found', message: 'gone', startedAt: 7.6, elapsedMs: 0 },
      { source: 'c', remoteId: '3', outcome: 'succeeded', startedAt: 7.6, elapsedMs: 8 },
    ]);
  });

  it('it shows at each moment what it does, and with which source', async () => {
    const harness = begin({ a: [], b: [hit('1')] }, { 1: () => look(audioFile()) });
    const { engine } = harness.open();
    const seen: unknown[] = [];
    const look = async <T>(result: T): Promise<T> => {
      const { phase, source, bytesDone } = (await engine.get('1')).progress;
      seen.push([phase, source, bytesDone]);
      return result;
    };
    for (const name of ['a', 'b']) {
      const hits = harness.searches[name] as readonly SearchHit[];
      harness.searches[name] = () => look(hits);
    }
    const contents = harness.staging.readContents.bind(harness.staging);
    harness.staging.readContents = async (path) => look(await contents(path));
    const { tag } = harness.tagger;
    harness.tagger.tag = async (...file) => look(await tag(...file));
    await engine.start(request());
    await untilDownload(engine, '1', hasItsEnd);
    expect(seen).toEqual([
      ['searching', 'a', 0],
      ['searching', 'b', 0],
      ['fetching', 'b', 0],
      ['verifying', 'b', 0],
      ['tagging', 'b', 0],
    ]);
  });

  it('the file is described as it is once tagged, with the place it belongs at', async () => {
    const harness = begin({ a: [hit('1')] }, { 1: audioFile() });
    const { file, state } = await recordOf(harness, request({ lyrics: 'la' }));
    expect(state).toBe('succeeded');
    expect(file).toEqual({
      path: expect.stringMatching(/^\/fetches\/1\/a key:1\/file\.mp3$/),
      locator: 'qq/周杰伦/叶惠美/晴天.mp3',
      source: 'a',
      remoteId: '1',
      sha256: 'of tagged',
      audio: expect.objectContaining({ ext: 'mp3', fileSizeBytes: 9_000_001, durationMs: 269_000, quality: 'high' }),
      tagged: true,
      lyricsPath: `${file?.path}.lrc`,
    });
    expect(harness.provenances).toMatchObject([{ source: 'a', remoteId: '1', target: { title: '晴天' } }]);
  });

  it('only the qualities of its profile count, as announced and as measured', async () => {
    const wanted = request({}, { qualityProfile: 'lossless' });
    const announced = begin({ a: [hit('1')] }, { 1: audioFile() });
    expect((await recordOf(announced, wanted)).attempts).toMatchObject([{ outcome: 'nothing_found' }]);
    expect(announced.fetched).toEqual([]);
    const measured = begin({ a: [hit('1', { ext: 'flac', bitrate: 900_000 })] }, { 1: audioFile() });
    expect((await recordOf(measured, wanted)).attempts).toMatchObject([{ outcome: 'refused', code: 'below_floor' }]);
  });
});

describe('when a download may ask a source', () => {
  it('one that failed repeatedly is left alone for a while', async () => {
    const harness = begin({ a: [hit('1')], b: [] });
    for (let fault = 0; fault < 3; fault++) harness.breakers.faulted('a');
    expect((await recordOf(harness)).attempts).toMatchObject([
      { source: 'b', outcome: 'nothing_found' },
      { source: 'a', outcome: 'failed', code: 'unavailable' },
    ]);
    expect(harness.calls).toEqual([expect.stringContaining('b search')]);
  });

  it('only those that the request names are, in its order', async () => {
    const harness = begin({ a: [], b: [], c: [] });
    await harness.download(request({}, { sources: ['c', 'a'] }));
    expect(harness.calls).toEqual([expect.stringContaining('c search'), expect.stringContaining('a search')]);
  });

  it('one from which a person chose a recording, and that has no files, is told', async () => {
    const harness = begin({ a: [hit('1')] });
    harness.withoutFiles.add('a');
    await harness.manual.set({ platform: 'qq', remoteId: '003', source: 'a', sourceRemoteId: '1', note: '', createdAt: 0 });
    const { attempts } = await recordOf(harness);
    expect(attempts).toMatchObject([{ source: 'a', remoteId: '1', outcome: 'failed', code: 'unsupported' }]);
  });
});

describe('when a file does not arrive', () => {
  const codes: FaultCode[] = ['unavailable', 'timeout', 'rate_limited', 'unauthenticated'];
  const others: FaultCode[] = ['not_found', 'permission_denied', 'data_corrupt', 'internal', 'unsupported', 'failed_precondition'];
  const two = () => begin({ a: [hit('1', { bytes: 2 }), hit('2', { bytes: 1 })], b: [hit('3')] }, { 2: audioFile(), 3: audioFile() });

  /** Its files failed, and the next fetch shows whether they are back. */
  const triedOut = (harness: DownloadHarness): void => {
    for (let fault = 0; fault < 3; fault++) harness.files.faulted('a');
    harness.clock.at = harness.files.standing('a').openUntil ?? 0;
  };

  it.each([...codes.map((code) => [code, '3'] as const), ...others.map((code) => [code, '2'] as const)])(
    'for %s, the recording tried next is %s',
    async (code, next) => {
      const harness = two();
      harness.deliveries['key:1'] = new Fault(code, 'no');
      const { file } = await recordOf(harness);
      expect([file?.remoteId, harness.fetched]).toEqual([next, ['key:1', `key:${next}`]]);
    },
  );

  it.each([[[...codes, ...others].filter((code) => code !== 'not_found'), 1] as const, [['not_found', 'disk_full'] as const, 0] as const])(
    '%j count against the source: %i',
    async (all, count) => {
      for (const code of all) {
        const harness = begin({ a: [hit('1')] }, { 1: new Fault(code, 'no') });
        await harness.download();
        expect([code, harness.files.standing('a').faults]).toEqual([code, count]);
      }
    },
  );

  it.each(['not_found', 'disk_full'] as const)('for %s, the next one may ask a source that was being tried out', async (code) => {
    const harness = begin({ a: [hit('1')] }, { 1: new Fault(code, 'no') });
    triedOut(harness);
    await harness.download();
    expect(harness.files.standing('a').state).toBe('half_open');
  });

  it('the source is left alone for as long as it asks', async () => {
    const harness = begin({ a: [hit('1')] }, { 1: new Fault('rate_limited', 'wait', { retryAfterMs: 90_000 }) });
    await harness.download();
    expect(harness.files.standing('a')).toMatchObject({ state: 'open', openUntil: harness.clock.at + 90_000 });
  });

  it('our own full disk ends the download at once', async () => {
    const harness = two();
    harness.deliveries['key:1'] = new Fault('disk_full', 'no space left', { hint: 'Make room.' });
    const { state, error, attempts } = await recordOf(harness);
    expect([state, error]).toEqual(['failed', { code: 'disk_full', message: 'no space left', hint: 'Make room.' }]);
    expect(attempts).toMatchObject([{ remoteId: '1', outcome: 'failed', code: 'disk_full' }]);
  });

  it('because the download was canceled, nothing counts against the source', async () => {
    const harness = begin({ a: [hit('1')] }, { 1: 'hang' });
    triedOut(harness);
    const { engine } = harness.open();
    const { view } = await engine.start(request());
    const left = new AbortController();
    for await (const _ of engine.changes(left.signal)) if (harness.fetched.length > 0) left.abort();
    expect(harness.files.standing('a').state).toBe('open');
    const { record } = await engine.cancel(view.record.id);
    expect([record.state, record.attempts]).toEqual(['canceled', []]);
    // Its probe is over, so the next one may ask.
    expect(harness.files.standing('a').state).toBe('half_open');
  });
});

describe('when a file is refused', () => {
  it.each([
    ['empty', 3],
    ['not_audio', 3],
    ['zeros', 3],
    ['damaged', 3],
    ['trial_clip', 0],
    ['wrong_duration', 0],
  ] as const)('as %s, it counts against the source: faults then are %i', async (reason, faults) => {
    const harness = begin({ a: [hit('1')] }, { 1: refused[reason]! });
    harness.files.faulted('a');
    harness.files.faulted('a');
    expect((await recordOf(harness)).attempts).toMatchObject([{ outcome: 'refused', code: reason }]);
    expect(harness.files.standing('a').faults).toBe(faults);
  });

  it('a good one makes up for earlier faults', async () => {
    const harness = begin({ a: [hit('1')] }, { 1: audioFile() });
    harness.files.faulted('a');
    await harness.download();
    expect(harness.files.standing('a').faults).toBe(0);
  });
});

describe('when a file was fetched', () => {
  it.each<[string, Delivery, number, number]>([
    ['was good', audioFile(), 1, 0],
    ['was refused', zeros, 0, 1],
    ['did not arrive', down, 0, 1],
    ['was gone', new Fault('not_found', 'gone'), 0, 1],
    ['found no room here', new Fault('disk_full', 'no space left'), 0, 0],
  ])('the ranking of its source learns whether it %s', async (_, delivery, verified, refuted) => {
    const harness = begin({ a: [hit('1')] }, { 1: delivery });
    await harness.download();
    expect(await statisticsOf(harness.store, 'qq')).toMatchObject([{ source: 'a', found: 1, verified, refuted }]);
  });
});

describe('when the length of a file differs from what is expected', () => {
  const outcomeOf = async (harness: DownloadHarness, durationMs: number, target = {}) => {
    for (const key of ['1', '003']) harness.deliveries[`key:${key}`] = audioFile({ durationMs });
    return (await recordOf(harness, request(target))).state;
  };

  it.each([5000, -5000])('up to %i ms are taken, no more', async (most) => {
    expect(await outcomeOf(begin({ a: [hit('1')] }), 269_000 + most)).toBe('succeeded');
    expect(await outcomeOf(begin({ a: [hit('1')] }), 269_000 + most + Math.sign(most))).toBe('not_found');
  });

  it('a recording known by its id may differ by ten seconds', async () => {
    const own = (): DownloadHarness => {
      const harness = begin({ qq: [] });
      harness.refreshes.qq = [hit('003')];
      return harness;
    };
    expect(await outcomeOf(own(), 279_000)).toBe('succeeded');
    expect(await outcomeOf(own(), 279_001)).toBe('not_found');
  });

  it('the length that the source names counts if the song has none', async () => {
    const unknown = { durationMs: undefined };
    expect(await outcomeOf(begin({ a: [hit('1')] }), 274_500, unknown)).toBe('succeeded');
    expect(await outcomeOf(begin({ a: [hit('1')] }), 274_501, unknown)).toBe('not_found');
  });

  it("a person's own choice is taken whatever its length", async () => {
    const harness = begin({ a: [hit('1')] });
    await harness.manual.set({ platform: 'qq', remoteId: '003', source: 'a', sourceRemoteId: '1', note: '', createdAt: 0 });
    expect(await outcomeOf(harness, 20_000)).toBe('succeeded');
  });
});

describe('when a source gives whole albums', () => {
  const track = { title: '晴天', artist: '周杰伦', discNumber: 1, trackNumber: 3, durationMs: 269_000 };
  const album = { remoteId: 'al', name: '叶惠美', artist: '周杰伦', year: 2003, trackCount: 11, fetchKey: 'album' };
  const withAlbum = (files: readonly (typeof track)[]): DownloadHarness => {
    const harness = new DownloadHarness(['a', 'b']);
    harness.albums.b = [album];
    harness.albumFiles.album = files;
    harness.deliveries.album = audioFile();
    return harness;
  };

  it('it is asked last for the album of the song, and the song is taken from it', async () => {
    const harness = withAlbum([{ ...track, title: '三年二班' }, track]);
    const { state, file } = await recordOf(harness);
    expect([state, file?.source, file?.remoteId]).toEqual(['succeeded', 'b', 'al/晴天']);
    expect(harness.calls).toEqual(['a search 晴天 周杰伦', 'b albums 周杰伦 - 叶惠美']);
  });

  it.each([
    ['its own artist', { albumArtist: '群星' }, ['b albums 群星 - 叶惠美']],
    ["the song's artists", {}, ['b albums 周杰伦 - 叶惠美']],
  ])('it is asked for an album of %s', async (_, target, calls) => {
    const harness = withAlbum([track]);
    await harness.download(request(target, { sources: ['b'] }));
    expect(harness.calls).toEqual(calls);
  });

  it.each([undefined, '', ' '])('it is not asked for a song without an album: %j', async (none) => {
    const harness = withAlbum([track]);
    await harness.download(request({ album: none }));
    expect(harness.calls).toEqual([expect.stringContaining('a search')]);
  });

  it('the song is not found there if it is not on the album, which says nothing against the source', async () => {
    const harness = withAlbum([{ ...track, title: '三年二班' }]);
    const { state, attempts, error } = await recordOf(harness);
    const message = 'the song is not on the album that was fetched';
    expect(error).toMatchObject({ hint: lookElsewhere, message: 'no source gave the song: a: nothing found; b: nothing found' });
    expect(attempts.at(-1)).toEqual({ source: 'b', remoteId: undefined, outcome: 'nothing_found', message, startedAt: 0, elapsedMs: 0 });
    expect([state, harness.files.standing('b').faults]).toEqual(['not_found', 0]);
  });

  it('a failed fetch is a failure of that source', async () => {
    const harness = withAlbum([track]);
    harness.deliveries.album = new Fault('timeout', 'nobody sends it');
    expect(await recordOf(harness)).toMatchObject({ state: 'failed', error: { code: 'timeout' } });
  });
});
