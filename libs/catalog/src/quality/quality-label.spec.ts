import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isQualityLabel, qualityLabel, qualityLabels, qualityRank, storedQualityLabel } from './quality-label.js';

describe('when a file is labelled by its encoding', () => {
  it.each([
    [{ ext: 'flac', sampleRate: 96_000, bitDepth: 24 }, 'hires'],
    [{ ext: 'flac', sampleRate: 44_100, bitDepth: 24 }, 'hires'],
    [{ ext: '.FLAC', sampleRate: 44_100, bitDepth: 16 }, 'lossless'],
    [{ ext: 'wav', sampleRate: 48_000, bitDepth: 16 }, 'lossless'],
    [{ ext: 'flac' }, 'lossless'],
    [{ ext: 'dsf' }, 'hires'],
    [{ ext: 'm4a', lossless: true, bitDepth: 16 }, 'lossless'],
    [{ ext: 'm4a', bitDepth: 24, bitrate: 256_000 }, 'standard'],
    [{ ext: 'mp3', bitrate: 320_000 }, 'high'],
    [{ ext: 'mp3', bitrate: 319_200 }, 'high'],
    [{ ext: 'mp3', bitrate: 256_000 }, 'standard'],
    [{ ext: 'ogg', bitrate: 192_000 }, 'standard'],
    [{ ext: 'mp3', bitrate: 128_000 }, 'low'],
    [{ ext: 'mp3' }, 'unknown'],
    [{ ext: 'mp3', bitrate: Number.NaN }, 'unknown'],
    [{ ext: undefined, bitrate: 0 }, 'unknown'],
  ] as const)('labels %j as %s', (encoding, label) => {
    expect(qualityLabel(encoding)).toBe(label);
  });

  it('never labels an unknown resolution as hires', () => {
    const unknown = fc.constantFrom(undefined, 0, -1, Number.NaN, Number.POSITIVE_INFINITY);
    const ext = fc.constantFrom('flac', 'wav', 'ape', 'mp3', 'm4a', '', undefined);
    fc.assert(
      fc.property(ext, unknown, unknown, fc.option(fc.boolean(), { nil: undefined }), (e, sampleRate, bitDepth, lossless) => {
        expect(qualityLabel({ ext: e, sampleRate, bitDepth, lossless })).not.toBe('hires');
      }),
    );
  });
});

describe('when labels are compared', () => {
  it('ranks hires, lossless, high, standard, low and unknown in this order', () => {
    const shuffled = ['unknown', 'low', 'high', 'lossless', 'standard', 'hires'] as const;
    expect([...shuffled].sort((a, b) => qualityRank(a) - qualityRank(b))).toEqual([...qualityLabels]);
  });

  it('accepts its own words and no others', () => {
    expect(qualityLabels.every(isQualityLabel)).toBe(true);
    expect(isQualityLabel('sq')).toBe(false);
  });
});

describe('when a stored label is read', () => {
  it('keeps ours and judges legacy labels by the extension', () => {
    expect(storedQualityLabel('High', 'mp3')).toBe('high');
    expect(storedQualityLabel('SQ', 'flac')).toBe('lossless');
    expect(storedQualityLabel(undefined, 'mp3')).toBe('unknown');
    expect(storedQualityLabel('unknown', 'flac')).toBe('lossless');
  });
});
