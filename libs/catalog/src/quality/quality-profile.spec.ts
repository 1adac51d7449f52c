import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isTrialClip, meetsProfile, type QualityProfile, qualityLabels, qualityProfile } from '../index.js';
import { profileRank, qualityGroup } from './quality-profile.js';

const profileOf = (targets: readonly string[], floor?: string): QualityProfile => {
  const profile = qualityProfile(targets, floor);
  if ('problem' in profile) throw new Error(profile.problem);
  return profile;
};

describe('when a quality profile is read', () => {
  it('ranks the targets as listed, then the rest down to the floor, best first', () => {
    const profile = profileOf(['high', 'Lossless '], 'standard');
    const ranked = [...qualityLabels]
      .filter((label) => meetsProfile(profile, label))
      .sort((a, b) => profileRank(profile, a) - profileRank(profile, b));
    expect(ranked).toEqual(['high', 'lossless', 'hires', 'standard']);
  });

  it('uses the worst target as the floor if none is given', () => {
    expect(profileOf(['lossless', 'hires'])).toEqual({ targets: [1, 0], floor: 1 });
  });

  it.each([
    [[], undefined],
    [['flac'], undefined],
    [['unknown'], undefined],
    [['low'], 'high'],
    [['high'], 'best'],
  ] as const)('says what is wrong with %j, floor %s', (targets, floor) => {
    expect(qualityProfile(targets, floor)).toEqual({ problem: expect.any(String) });
  });

  it('never ranks unknown above the lowest group', () => {
    expect(qualityGroup('unknown')).toBe(qualityGroup('low'));
    fc.assert(
      fc.property(fc.subarray(['hires', 'lossless', 'high', 'standard'], { minLength: 1 }), (targets) => {
        expect(meetsProfile(profileOf(targets), 'unknown')).toBe(false);
      }),
    );
  });
});

describe('when a file is far shorter than the song', () => {
  it.each([
    [240_000, 30_000, true],
    [240_000, 60_500, true],
    [95_000, 60_000, true],
    [240_000, 144_000, true],
    [240_000, 200_000, false],
    [240_000, 240_000, false],
    [60_000, 60_000, false],
    [70_000, 60_000, false],
    [0, 30_000, false],
    [240_000, 0, false],
    [Number.NaN, Number.NaN, false],
  ])('a song of %d ms and a file of %d ms: trial clip %p', (target, file, trial) => {
    expect(isTrialClip(target, file)).toBe(trial);
  });
});
