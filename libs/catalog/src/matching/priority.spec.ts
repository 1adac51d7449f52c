import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Choosable,
  chooseCandidate,
  compareCandidates,
  describeRecording,
  type Match,
  matchPriority,
  qualityLabels,
  type RecordingInput,
} from '../index.js';
import { defaultTolerance, type MatchPriority, type MatchTolerance, matchGroup } from './priority.js';

const song: RecordingInput = { title: '七里香', artists: '周杰伦', durationMs: 299_000 };
const match = (a: RecordingInput, b: RecordingInput, tolerance?: MatchTolerance): Match =>
  matchPriority(describeRecording(a), describeRecording(b), tolerance);
const verdict = (a: RecordingInput, b: RecordingInput, tolerance?: MatchTolerance): MatchPriority | string => {
  const result = match(a, b, tolerance);
  return result.accepted ? result.priority : result.reason;
};

describe('when a candidate is compared with the wanted song', () => {
  it.each<[string, RecordingInput, RecordingInput, MatchPriority | string]>([
    ['0 for the same id and platform', { ...song, platform: 'qq', remoteId: '1' }, { title: 'x', platform: 'QQ', remoteId: '1' }, 0],
    [
      'no advantage for the same id elsewhere',
      { title: 'a', platform: 'qq', remoteId: '1' },
      { title: 'b', platform: 'kuwo', remoteId: '1' },
      'artists_unknown',
    ],
    [
      '0 for the same ISRC',
      { ...song, isrc: 'TW-K97-04-00101' },
      { title: 'Qi Li Xiang', artists: 'Jay', isrc: 'twk970400101', durationMs: 308_900 },
      0,
    ],
    [
      'no 0 for the same ISRC more than 10 s apart',
      { ...song, isrc: 'TWK970400101' },
      { ...song, isrc: 'TWK970400101', durationMs: 309_001 },
      'duration_differs',
    ],
    [
      '3 for the same ISRC with another version',
      { ...song, isrc: 'TWK970400101' },
      { ...song, title: '七里香 (Live)', isrc: 'TWK970400101' },
      3,
    ],
    ['1 for title, artists and duration', song, { ...song, durationMs: 302_000 }, 1],
    ['2 for title and artists, duration unknown', song, { ...song, durationMs: undefined }, 2],
    ['3 for title, artists and a duration within 5 s', song, { ...song, durationMs: 302_001 }, 3],
    ['3 for title, some artists, duration', song, { ...song, artists: '周杰伦 / 杨瑞代' }, 3],
    ['4 for title, some artists, duration unknown', song, { ...song, artists: '周杰伦 / 杨瑞代', durationMs: 0 }, 4],
    ['4 for base title and artists, duration unknown', song, { ...song, title: '七里香 (Common Jasmine Orange)', durationMs: 0 }, 4],
    [
      '5 for a similar title',
      { title: 'Bohemian Rhapsody', artists: 'Queen', durationMs: 355_000 },
      { title: 'Bohemian Rapsody', artists: 'Queen', durationMs: 354_000 },
      5,
    ],
    [
      'nothing for a similar title, duration unknown',
      { title: 'Bohemian Rhapsody', artists: 'Queen' },
      { title: 'Bohemian Rapsody', artists: 'Queen' },
      'title_differs',
    ],
    ['nothing for durations more than 5 s apart', song, { ...song, durationMs: 304_001 }, 'duration_differs'],
    ['nothing for another artist', song, { ...song, artists: '费玉清' }, 'artists_differ'],
    ['nothing without an artist', song, { ...song, artists: '' }, 'artists_unknown'],
    ['nothing for another title', song, { ...song, title: '晴天' }, 'title_differs'],
    ['nothing for another version', song, { ...song, title: '七里香 (Live)' }, 'versions_differ'],
    ['nothing for another version, duration unknown', song, { ...song, title: '七里香 (DJ版)', durationMs: 0 }, 'versions_differ'],
    ['nothing for a track of a live album', song, { ...song, album: '无与伦比演唱会 Live' }, 'versions_differ'],
    ['1 for a remaster', song, { ...song, title: '七里香 (Remastered 2020)' }, 1],
    ['1 for a guest in the title', { ...song, artists: '周杰伦 / 费玉清' }, { ...song, title: '七里香 (feat. 费玉清)' }, 1],
    ['5 for a less specific version', { ...song, title: '七里香 (Live)' }, { ...song, title: '七里香 (Live at 小巨蛋)' }, 5],
    ['nothing for another remixer', { ...song, title: 'A (Tiësto Remix)' }, { ...song, title: 'A (Alesso Remix)' }, 'versions_differ'],
    ['1 for a title that names the artist, where no artist is given', song, { title: '周杰伦 - 七里香', durationMs: 299_000 }, 1],
    [
      '3 at most for a title that names another artist than the credit',
      song,
      { title: '周杰伦 - 七里香', artists: 'some uploader', durationMs: 299_000 },
      3,
    ],
    ['nothing for empty descriptions', { title: '' }, { title: '' }, 'artists_unknown'],
  ])('gives %s', (_what, a, b, expected) => {
    expect(verdict(a, b)).toBe(expected);
    expect(verdict(b, a)).toBe(expected);
  });

  it('uses the configured tolerance', () => {
    const later = { ...song, durationMs: 308_000 };
    expect(verdict(song, later, { ...defaultTolerance, closeDurationMs: 10_000 })).toBe(3);
    expect(verdict(song, later, { ...defaultTolerance, exactDurationMs: 10_000, closeDurationMs: 10_000 })).toBe(1);
    expect(
      verdict({ ...song, isrc: 'TWK970400101' }, { ...later, isrc: 'TWK970400101' }, { ...defaultTolerance, isrcDurationMs: 5000 }),
    ).toBe('duration_differs');
  });

  it('has high confidence up to priority 2, and groups 0 to 2, 3 and 4, and 5', () => {
    expect(([0, 1, 2, 3, 4, 5] as const).map(matchGroup)).toEqual([0, 0, 0, 1, 1, 2]);
    expect(match(song, { ...song, durationMs: 0 })).toMatchObject({ accepted: true, group: 0, highConfidence: true });
    expect(match(song, { ...song, durationMs: 303_000 })).toMatchObject({ accepted: true, group: 1, highConfidence: false });
  });

  it('is symmetric, and has high confidence in a song itself but never across versions', () => {
    const title = fc.constantFrom(
      '七里香',
      '夜曲',
      'Hello',
      'Home (Away)',
      '봄날 (Spring Day)',
      'Adele - Hello',
      '光年之外 Light Years Away',
    );
    const version = fc.constantFrom(
      '',
      ' (Live)',
      ' (Remix)',
      ' (伴奏)',
      ' - Remastered 2011',
      ' (Live at Wembley)',
      ' (Tiësto Remix)',
      ' [feat. Sia]',
    );
    const recording = fc.record({
      title: fc.tuple(title, version).map((parts) => parts.join('')),
      artists: fc.constantFrom('周杰伦', 'Adele', 'BTS', '周杰伦 / Adele', 'G.E.M. 邓紫棋', ''),
      durationMs: fc.constantFrom(0, 299_000, 301_000, 303_500, 320_000),
      isrc: fc.constantFrom('', 'TWK970400101', 'GBAHS1600463'),
    });
    fc.assert(
      fc.property(recording, recording, (a, b) => {
        const result = match(a, b);
        expect(match(b, a)).toEqual(result);
        if (a.artists !== '') expect(match(a, a)).toMatchObject({ accepted: true, highConfidence: true });
        const [left, right] = [describeRecording(a), describeRecording(b)];
        if (result.accepted && result.highConfidence) expect(left.versions).toEqual(right.versions);
      }),
      { numRuns: 1000 },
    );
  });

  it('accepts any text without failing', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, text, fc.double(), (title, artists, album, durationMs) => {
        const result = match(
          { title, artists, album, durationMs, isrc: album },
          { title: artists, artists: [title, album], durationMs: -durationMs },
        );
        expect(result.similarity).toBeGreaterThanOrEqual(0);
        expect(result.similarity).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('when the best of several candidates is chosen', () => {
  const accepted = (priority: MatchPriority): Choosable['match'] => ({
    accepted: true,
    priority,
    group: matchGroup(priority),
    highConfidence: priority <= 2,
    reason: 'exact',
    similarity: 1,
  });
  const candidate = fc.record({
    match: fc.constantFrom(...([0, 1, 2, 3, 4, 5] as const)).map(accepted),
    quality: fc.constantFrom(...qualityLabels),
    fileSizeBytes: fc.constantFrom(0, 1, 4_000_000, 30_000_000, Number.NaN),
    sourcePosition: fc.nat(3),
    manual: fc.boolean(),
  });
  const base: Choosable = { match: accepted(1), quality: 'high', fileSizeBytes: 10, sourcePosition: 1 };

  it.each<[string, Partial<Choosable>, Partial<Choosable>]>([
    ['the match group before the quality', { match: accepted(2) }, { match: accepted(3), quality: 'hires' }],
    ['the quality before the size', { quality: 'lossless' }, { fileSizeBytes: 99 }],
    ['the larger file before the source', { fileSizeBytes: 20, sourcePosition: 5 }, { sourcePosition: 0 }],
    ['the earlier source before the priority', { sourcePosition: 0, match: accepted(2) }, { match: accepted(0) }],
    ['the priority last', { match: accepted(0) }, { match: accepted(2) }],
    [
      "the user's own choice before everything",
      { manual: true, match: accepted(5), quality: 'low', fileSizeBytes: 0 },
      { match: accepted(0), quality: 'hires' },
    ],
    ['unknown quality in the same group as low', { quality: 'unknown', fileSizeBytes: 20 }, { quality: 'low' }],
  ])('puts %s (behaviour 45)', (_what, better, worse) => {
    const [first, second] = [
      { ...base, ...better },
      { ...base, ...worse },
    ];
    expect(chooseCandidate([second, first])).toBe(first);
    expect(chooseCandidate([first, second])).toBe(first);
  });

  it('is a total order: antisymmetric, transitive and independent of the order of arrival', () => {
    fc.assert(
      fc.property(fc.array(candidate, { minLength: 3, maxLength: 8 }), fc.nat(), (candidates, turn) => {
        const [a, b, c] = candidates as [Choosable, Choosable, Choosable];
        expect(Math.sign(compareCandidates(a, b))).toBe(-Math.sign(compareCandidates(b, a)) + 0);
        if (compareCandidates(a, b) <= 0 && compareCandidates(b, c) <= 0) expect(compareCandidates(a, c)).toBeLessThanOrEqual(0);
        const best = chooseCandidate(candidates) as Choosable;
        const turned = [...candidates.slice(turn % candidates.length), ...candidates.slice(0, turn % candidates.length)];
        expect(compareCandidates(best, chooseCandidate(turned) as Choosable)).toBe(0);
        expect(candidates.every((other) => compareCandidates(best, other) <= 0)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('skips what the profile does not want, but not what the user chose', () => {
    const low = { ...base, quality: 'low' as const };
    const profile = { targets: [1, 2] as const, floor: 2 as const };
    expect(chooseCandidate([low], profile)).toBeUndefined();
    const chosen = { ...low, manual: true };
    expect(chooseCandidate([base, chosen], profile)).toBe(chosen);
    expect(chooseCandidate([{ ...base, quality: 'hires' as const }, base], { targets: [2, 1], floor: 2 })).toBe(base);
    expect(chooseCandidate([])).toBeUndefined();
  });
});
