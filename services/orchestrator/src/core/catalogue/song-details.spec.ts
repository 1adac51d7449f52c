import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { songDetails } from './song-details.js';
import { mergeMetadata } from './song-record.js';

describe('when the details of a song are read from the catalogue', () => {
  it('returns everything that a sync stored about a track', () => {
    const track = {
      ...{ remoteId: '1', name: '七里香', artists: [], ext: undefined, fileSizeBytes: undefined, album: 'Common Jasmine' },
      ...{ albumArtist: '周杰伦', durationMs: 299_000, isrc: 'TWK970400001', coverUrl: 'https://covers.example/1.jpg' },
      ...{ trackNumber: 3, discNumber: 1, year: 2004, genre: 'Mandopop' },
    };
    const { album, albumArtist, durationMs, isrc, coverUrl, trackNumber, discNumber, year, genre } = track;
    expect(songDetails(mergeMetadata(undefined, track))).toEqual({
      ...{ album, durationMs, isrc },
      tags: { albumArtist, trackNumber, discNumber, year, genre, coverUrl },
    });
  });

  it('reads numbers that an older program wrote as text, and leaves out impossible values', () => {
    const details = songDetails(
      JSON.stringify({ year: '2004', track_number: -1, disc_number: 1.5, genre: 7, cover_url: 'file:///etc/passwd' }),
    );
    const unknown = { albumArtist: undefined, trackNumber: undefined, discNumber: undefined, genre: undefined, coverUrl: undefined };
    expect(details.tags).toEqual({ ...unknown, year: 2004 });
  });

  it('accepts any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant(undefined)), (text) => {
        const { durationMs = 1, tags } = songDetails(text);
        expect(durationMs > 0 && (tags?.year ?? 1) > 0).toBe(true);
      }),
    );
  });
});
