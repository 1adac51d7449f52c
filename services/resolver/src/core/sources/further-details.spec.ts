import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { albumKindOf, dateAt, furtherDetails, releaseDateOf } from './further-details.js';

describe('when further details of a song come from outside', () => {
  it.each([
    ['2003-07-31', '2003-07-31'],
    ['2003/7/5', '2003-07-05'],
    ['2003-07', '2003-07'],
    ['2003', '2003'],
    ['2003-13-01', '2003'],
    ['2003-07-31T00:00:00Z', '2003-07-31'],
    ['0000-00-00', undefined],
    ['July 2003', undefined],
    ['20030731', undefined],
    ['', undefined],
  ])('the date %s is %s', (text, date) => {
    expect(releaseDateOf(text)).toBe(date);
  });

  it('tells the day where the service is', () => {
    const midnightInChina = Date.UTC(2003, 6, 30, 16);
    expect(dateAt(midnightInChina, 8 * 3_600_000)).toBe('2003-07-31');
    expect([dateAt(0), dateAt(-1), dateAt(Number.NaN), dateAt(9e15)]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('takes the more telling of a release group’s types', () => {
    expect([['Album', 'Compilation'], ['Album'], ['EP'], ['Single', 'Live'], ['Other'], []].map(albumKindOf)).toEqual([
      ...['compilation', 'album', 'ep', 'live', undefined, undefined],
    ]);
  });

  it('leaves out what is impossible', () => {
    const gain = { trackGain: -7.5, trackPeak: Number.NaN, albumGain: 1e9, albumPeak: 0.9 };
    const odd = {
      bpm: -1,
      composer: ' ',
      genres: ['', 'Pop', 'Pop'],
      musicBrainzReleaseId: 'x',
      musicBrainzArtistIds: ['y'],
      explicit: false,
    };
    expect(furtherDetails({ ...odd, replayGain: gain, releaseDate: 'soon', remoteAlbumId: '', addedAt: 0 })).toEqual({
      ...{ genres: ['Pop'], explicit: false, replayGain: { trackGain: -7.5, albumPeak: 0.9 } },
    });
  });

  it('finds the same when it reads what it wrote', () => {
    fc.assert(
      fc.property(
        fc.record({ composer: fc.string(), genres: fc.array(fc.string()), bpm: fc.double(), releaseDate: fc.string() }),
        (given) => {
          const once = furtherDetails(given);
          expect(furtherDetails(once)).toEqual(once);
        },
      ),
    );
  });
});
