import { describe, expect, it } from '@jest/globals';
import { audioMediaType } from './audio-media-type.js';

describe('when a media type is looked up', () => {
  it('depends on the extension, whatever its case and dot', () => {
    expect([audioMediaType('mp3'), audioMediaType('.FLAC'), audioMediaType('m4a')]).toEqual(['audio/mpeg', 'audio/flac', 'audio/mp4']);
  });

  it('is generic for an unknown extension, even the name of a built-in property', () => {
    expect([audioMediaType('xyz'), audioMediaType(undefined), audioMediaType('constructor')]).toEqual(
      Array.from({ length: 3 }, () => 'application/octet-stream'),
    );
  });
});
