import { describe, expect, it } from '@jest/globals';
import { describedTrack, plainTrack } from './described.js';
import { knownOf, withBlanks } from './unknown.js';

describe('when fields come from a row or a message', () => {
  it("reads '' and 0 as unknown, and writes them back in the given order", () => {
    const row = { album: '', year: 2004, genre: 'pop', trackNumber: 0, compilation: false, artists: [] };
    const known = knownOf(row);
    expect(known).toEqual({ album: undefined, year: 2004, genre: 'pop', trackNumber: undefined, compilation: false, artists: [] });
    expect(JSON.stringify(withBlanks(known, { trackNumber: 0, genre: '', album: '', year: 0 }))).toBe(JSON.stringify(row));
  });
});

describe('when tracks are hashed into playlist versions', () => {
  it('serialises them to the text on which stored versions are based', () => {
    const track = describedTrack({ remoteId: 'a', name: '晴天', artists: [{ remoteId: undefined, name: '周杰伦' }], durationMs: 269_000 });
    expect(JSON.stringify(plainTrack(track))).toBe(
      '{"artists":[{"remoteId":"","name":"周杰伦"}],"album":"","albumArtist":"","durationMs":269000,"isrc":"","trackNumber":0,' +
        '"discNumber":0,"year":0,"genre":"","coverUrl":"","ext":"","fileSizeBytes":0,"remoteId":"a","name":"晴天"}',
    );
  });
});
