import { defaultQualityProfile, type QualityProfile } from '@catalogsync/catalog';
import { describe, expect, it } from '@jest/globals';
import type { Expectation } from './model.js';
import type { FileContents, Measurement } from './ports.js';
import { FileVerifier } from './verify-file.js';

const never = new AbortController().signal;
const good: FileContents = {
  fileSizeBytes: 1_000_000,
  sha256: 'abc',
  ext: 'flac',
  longestZeroRun: 10,
  audioBytes: 990_000,
  uncompressed: false,
  damage: undefined,
};
const sound = { bitrate: 900_000, sampleRate: 44_100, bitDepth: 16, durationMs: 200_000, lossless: true };
const lossless: QualityProfile = { targets: [0, 1], floor: 1 };

interface Case {
  readonly contents?: Partial<FileContents>;
  readonly audio?: Partial<typeof sound> | { readonly durationMs: undefined };
  readonly measurement?: Measurement;
  readonly expectation?: Partial<Expectation>;
  readonly rejected?: string;
}

async function verify({ contents = {}, audio = {}, measurement, expectation = {}, rejected }: Case) {
  const measured: string[] = [];
  const verifier = new FileVerifier(
    { readContents: async () => ({ ...good, ...contents }) },
    {
      measure: async (path) => {
        measured.push(path);
        return measurement ?? { kind: 'audio', audio: { ...sound, ...audio } };
      },
    },
    { withExtension: async (_path, ext) => `/staged/audio.${ext}` },
    { isRejectedContent: async (sha256: string) => sha256 === rejected } as unknown as ConstructorParameters<typeof FileVerifier>[3],
  );
  const expected = { durationMs: 200_000, toleranceMs: 5000, profile: defaultQualityProfile, ...expectation };
  return { ...(await verifier.verify('/staged/track.bin', expected, never)), measured };
}
const reasonOf = async (tested: Case): Promise<string> => {
  const { verdict } = await verify(tested);
  return verdict.accepted ? 'accepted' : verdict.refusal.reason;
};

describe('when a delivered file is judged', () => {
  it('is accepted under the name of its format, with what was measured', async () => {
    expect(await verify({})).toMatchObject({
      path: '/staged/audio.flac',
      verdict: {
        accepted: true,
        sha256: 'abc',
        audio: { ext: 'flac', fileSizeBytes: 1_000_000, quality: 'lossless', durationMs: 200_000 },
      },
    });
  });

  it.each<[string, string, Case]>([
    ['no bytes', 'empty', { contents: { fileSizeBytes: 0, ext: undefined } }],
    ['a file that a person rejected', 'rejected_before', { rejected: 'abc' }],
    ['an unknown format', 'not_audio', { contents: { ext: undefined } }],
    ['damage', 'damaged', { contents: { damage: 'a checksum is wrong' } }],
    ['a hole in compressed sound', 'zeros', { contents: { longestZeroRun: 64 * 1024 + 1 } }],
    ['half of a small file of zeros', 'zeros', { contents: { fileSizeBytes: 1000, longestZeroRun: 501 } }],
    ['more silence than sound', 'zeros', { contents: { uncompressed: true, longestZeroRun: 495_001 } }],
    ['no sound at all', 'damaged', { contents: { audioBytes: 0 } }],
    ['no measurable length', 'damaged', { audio: { durationMs: undefined } }],
    ['half a minute of a long song', 'trial_clip', { audio: { durationMs: 30_000 } }],
    ['more than the tolerance', 'wrong_duration', { audio: { durationMs: 205_001 } }],
    ['less than the tolerance', 'wrong_duration', { audio: { durationMs: 194_999 } }],
    [
      'a lower quality',
      'below_floor',
      { expectation: { profile: lossless }, audio: { lossless: false, bitrate: 320_000 }, contents: { ext: 'mp3' } },
    ],
    ['what the meter cannot read', 'not_audio', { measurement: { kind: 'unusable', reason: 'not_audio', detail: 'x' } }],
  ])('is refused for %s: %s', async (_, reason, tested) => {
    expect(await reasonOf(tested)).toBe(reason);
  });

  it.each<[string, Case]>([
    ['a run of zeros as encoders leave it', { contents: { longestZeroRun: 64 * 1024 } }],
    ['as much silence as sound where sound is stored as it is', { contents: { uncompressed: true, longestZeroRun: 495_000 } }],
    ['exactly the tolerance', { audio: { durationMs: 205_000 } }],
    ['any length where none is expected', { audio: { durationMs: 1 }, expectation: { durationMs: undefined } }],
    ['any length that a person chose', { audio: { durationMs: 1000 }, expectation: { toleranceMs: Number.POSITIVE_INFINITY } }],
    ['another file than the one a person rejected', { rejected: 'abd' }],
  ])('is accepted with %s', async (_, tested) => {
    expect(await reasonOf(tested)).toBe('accepted');
  });

  it('is not measured, nor renamed, once its bytes have been refused', async () => {
    for (const contents of [{ fileSizeBytes: 0 }, { ext: undefined }, { damage: 'x' }]) {
      const { measured, path } = await verify({ contents });
      expect([measured, path]).toEqual([[], '/staged/track.bin']);
    }
  });
});
