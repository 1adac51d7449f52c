import { describe, expect, it } from '@jest/globals';
import { audioMediaType } from './audio-media-type.js';

describe('when a media type is asked for', () => {
  it('goes by the extension, whatever its case and dot', () => {
    expect([audioMediaType('mp3'), audioMediaType('.FLAC'), audioMediaType('m4a')]).toEqual(['audio/mpeg', 'audio/flac', 'audio/mp4']);
  });

  it('admits not to know an extension, nor a name every object has', () => {
    expect([audioMediaType('xyz'), audioMediaType(undefined), audioMediaType('constructor')]).toEqual(
      Array.from({ length: 3 }, () => 'application/octet-stream'),
    );
  });
});
