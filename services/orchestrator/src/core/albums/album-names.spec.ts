import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AlbumMember, albumFacts, majority } from './album-facts.js';
import { albumIdentity } from './album-identity.js';
import { albumName, isVarious } from './album-name.js';
import { genreNames } from './genre-names.js';
import { type SongRelease, songRelease } from './song-release.js';

const genres = (...texts: string[]): string[] => genreNames(texts).map(({ spelling }) => spelling);
const nothing = { firstArtist: undefined, musicBrainzId: undefined, remoteAlbumId: undefined, albumArtist: undefined };
const release = (over: Partial<SongRelease>): SongRelease => ({
  ...{
    platform: 'library',
    album: 'A',
    ...nothing,
    discNumber: 0,
    trackNumber: 0,
    year: undefined,
    releaseDate: undefined,
    kind: undefined,
  },
  ...over,
});

describe('when the name of an album is read', () => {
  it.each([
    ['The Wall (Disc 2)', 'The Wall', 2],
    ['The Wall [CD1: In the Flesh]', 'The Wall', 1],
    ['范特西（CD 2）', '范特西', 2],
    ['Mellon Collie, Disc 2', 'Mellon Collie', 2],
    ['Mellon Collie - CD2', 'Mellon Collie', 2],
    ['Mellon Collie CD 2', 'Mellon Collie', 2],
    ['ABCD1', 'ABCD1', undefined],
    ['Disc 2', 'Disc 2', undefined],
    ['Best of, Vol. 2', 'Best of, Vol. 2', undefined],
    ['1989', '1989', undefined],
    ['Album (Deluxe)', 'Album (Deluxe)', undefined],
  ])('%s is %s, disc %s', (text, name, discNumber) => {
    expect(albumName(text)).toEqual({ name, discNumber });
  });

  it('is never empty, and is the same when read again', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 99 }), (text, disc) => {
        const { name } = albumName(text);
        if (text.trim() !== '') expect(name).not.toBe('');
        if (albumName(name).discNumber === undefined && /[\p{L}\p{N}]$/u.test(name)) {
          expect(albumName(`${name} (CD ${disc})`)).toEqual({ name, discNumber: disc });
        }
      }),
    );
  });
});

describe('when genres are split', () => {
  it.each([
    [['Rock; Pop'], ['Rock', 'Pop']],
    [['流行/摇滚'], ['流行', '摇滚']],
    [['(17)'], ['Rock']],
    [['17'], ['Rock']],
    [['(51)(39)'], ['Techno-Industrial', 'Noise']],
    [['(4)Eurodisco'], ['Eurodisco']],
    [['((Foo)'], ['(Foo)']],
    [
      ['R&B', 'Drum & Bass'],
      ['R&B', 'Drum & Bass'],
    ],
    [['Folk, World, & Country'], ['Folk', 'World', 'Country']],
    [['Singer/Songwriter / Pop'], ['Singer/Songwriter', 'Pop']],
    [['Hip-Hop', 'hip hop', 'HipHop'], ['Hip-Hop']],
    [['unknown', '', ' ; '], []],
    [['255'], []],
  ])('%j gives %j', (texts, expected) => {
    expect(genres(...texts)).toEqual(expected);
  });

  it('names each genre once, and finds the same when it reads what it wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        const found = genreNames(texts);
        expect(new Set(found.map(({ identity }) => identity)).size).toBe(found.length);
        for (const { spelling } of found) expect(spelling.trim()).toBe(spelling);
      }),
    );
  });
});

describe('when albums are told apart', () => {
  it('goes by release, then by album artist, then by place, then by the artist', () => {
    const mbid = { musicBrainzId: '5e6f9a3c-0d1f-4a5b-9e3c-2f0f3a9f0001' };
    expect(albumIdentity(release({ ...mbid, album: 'X' }))).toBe(albumIdentity(release(mbid)));
    expect(albumIdentity(release({ albumArtist: '周杰倫' }))).toBe(albumIdentity(release({ albumArtist: '周杰伦', platform: 'qq' })));
    expect(albumIdentity(release({ albumArtist: 'V.A.' }))).toBe(albumIdentity(release({ albumArtist: '群星' })));
    expect(albumIdentity(release({ remoteAlbumId: '1' }))).not.toBe(albumIdentity(release({ remoteAlbumId: '2' })));
    expect(albumIdentity(release({ remoteAlbumId: '1' }))).not.toBe(albumIdentity(release({ remoteAlbumId: '1', platform: 'qq' })));
    expect(albumIdentity(release({ firstArtist: 'x' }))).toBe(albumIdentity(release({ albumArtist: 'X', remoteAlbumId: '1' })));
  });

  it('does not depend on case, width, accents or surrounding space', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (album, albumArtist) => {
        fc.pre(!isVarious(albumArtist));
        const shouted = release({ album: ` ${album.toUpperCase()} `, albumArtist: albumArtist.toUpperCase() });
        expect(albumIdentity(shouted)).toBe(
          albumIdentity(release({ album: album.toUpperCase().toLowerCase(), albumArtist: albumArtist.toUpperCase().toLowerCase() })),
        );
      }),
    );
  });

  it('reads what other programs wrote', () => {
    const read = songRelease({
      platform: 'qq',
      singers: 'A / B',
      metadataJson: '{"album":"X CD2","track_number":"7","year":2001,"album_kind":"odd"}',
    });
    expect(read).toMatchObject({ album: 'X', discNumber: 2, trackNumber: 7, year: 2001, kind: undefined, firstArtist: 'A' });
    expect(songRelease({ platform: 'qq', singers: undefined, metadataJson: 'not json' })).toBeUndefined();
    expect(songRelease({ platform: 'qq', singers: undefined, metadataJson: '{"album":"  "}' })).toBeUndefined();
  });
});

describe('when an album is described by its songs', () => {
  const member = (trackNumber: number, artist: string, over: Partial<SongRelease> = {}): AlbumMember => ({
    ...{ name: `song ${trackNumber}`, durationMs: 200_000, release: release({ trackNumber, ...over }) },
    artists: [{ id: artist.charCodeAt(0), name: artist }],
  });
  const kind = (...members: AlbumMember[]): string | undefined => albumFacts(members)?.kind;
  const tracks = (count: number): AlbumMember[] => Array.from({ length: count }, (_, at) => member(at + 1, 'a'));

  it('believes tags, then its name, then its artists, then its length', () => {
    expect(kind(member(1, 'a', { kind: 'live' }))).toBe('live');
    expect(kind(member(1, 'a', { album: 'X - Single' }))).toBe('single');
    expect(kind(member(1, 'a', { album: '断背山 电影原声' }))).toBe('soundtrack');
    expect(kind(member(1, 'a'), member(2, 'b'), member(3, 'c'))).toBe('compilation');
    expect([2, 5, 9].map((count) => kind(...tracks(count)))).toEqual(['single', 'ep', 'album']);
    expect(kind(member(7, 'a'))).toBe('album');
    expect(albumFacts([])).toBeUndefined();
  });

  it('is by its album artist where that is among the artists of the songs, else by whom most are', () => {
    expect(albumFacts([member(1, 'b', { albumArtist: 'A' }), member(2, 'a', { albumArtist: 'A' })])?.artistIds).toEqual([97]);
    expect(albumFacts([member(1, 'a'), member(2, 'a'), member(3, 'b')])?.artistIds).toEqual([97]);
    expect(albumFacts([member(1, 'a', { albumArtist: 'Various Artists' })])?.artistIds).toEqual([]);
  });

  it('takes what most of them say, of equals the first', () => {
    expect(majority([undefined, 2, 1, 1, 2])).toBe(2);
    expect(majority([undefined])).toBeUndefined();
    expect(albumFacts([member(1, 'a', { year: 1999, releaseDate: '1999' }), member(2, 'a', { releaseDate: '2001-01-01' })])).toMatchObject({
      year: 1999,
      releaseDate: '1999',
    });
  });
});
