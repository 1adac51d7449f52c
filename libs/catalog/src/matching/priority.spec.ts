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
    ['a file before one whose size is not known', {}, { fileSizeBytes: undefined, sourcePosition: 0 }],
    ['a size that is none behind every other', {}, { fileSizeBytes: Number.NaN, sourcePosition: 0 }],
    ['an endless size behind every other', {}, { fileSizeBytes: Number.POSITIVE_INFINITY, sourcePosition: 0 }],
    ['a negative size beside an unknown one', { fileSizeBytes: -5, sourcePosition: 0 }, { fileSizeBytes: undefined }],
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

  it('keeps to the first of equal candidates', () => {
    const [first, second] = [{ ...base }, { ...base }];
    expect(chooseCandidate([first, second])).toBe(first);
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
