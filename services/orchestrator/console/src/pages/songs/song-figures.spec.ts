import { describe, expect, it } from '@jest/globals';
import { formatOf } from '../../language/format.js';
import { figuresOf, formatAndSize, formatName } from './song-figures.js';

describe('when the figures of a file are written', () => {
  it('writes what is known, and nothing for the rest', () => {
    expect(figuresOf({ bitDepth: 16, sampleRate: 44_100, bitrate: 320_400 })).toEqual(['16 bit / 44.1 kHz', '320 kbit/s']);
    expect(figuresOf({ sampleRate: 48_000, bitDepth: null })).toEqual(['48 kHz']);
    expect(figuresOf({ bitrate: null })).toEqual([]);
  });

  it('writes format and size, or one of them, or neither', () => {
    const en = formatOf('en');
    expect(formatAndSize({ ext: '.flac', sizeBytes: 31_415_926 }, en)).toBe('FLAC · 31.4 MB');
    expect(formatAndSize({ ext: 'mp3', sizeBytes: null }, en)).toBe('MP3');
    expect(formatAndSize({}, en)).toBe('');
    expect(formatName('')).toBeUndefined();
  });
});
