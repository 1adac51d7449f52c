import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_SEGMENT_BYTES, safeSegment } from './safe-segment.js';
import { MAX_LOCATOR_LENGTH, siblingLocator, trackLocator } from './track-locator.js';

const bytes = (text: string): number => new TextEncoder().encode(text).length;
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: fc.constantFrom(...[...` .:/\\?*<>|"\u0000\t\n\u001f\u202e\u200b가힣七里香é-`]), maxLength: 300 }),
  fc.constantFrom(
    '',
    '.',
    '..',
    '...',
    ' ',
    'CON',
    'con.mp3',
    'Aux .x',
    'COM¹',
    'nul.tar.gz',
    'LPT9',
    '\ud800',
    'a'.repeat(500),
    '香'.repeat(300),
  ),
);

/** Whether Windows, macOS, Linux and a FAT stick would all accept the name. */
function isSafe(name: string): boolean {
  const device = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)/i;
  return (
    name !== '' &&
    name === name.normalize('NFC') &&
    !/[<>:"/\\|?*\p{Cc}\u202a-\u202e\u2028\u2029]/u.test(name) &&
    !/^[. ]|[. ]$/.test(name) &&
    !device.test(name) &&
    !/\p{Cs}/u.test(name) &&
    bytes(name) <= MAX_SEGMENT_BYTES
  );
}

describe('when text becomes a file name', () => {
  it('is safe on every file system, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => isSafe(safeSegment(text))),
      { numRuns: 2000 },
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(anyText, (text) => safeSegment(safeSegment(text)) === safeSegment(text)),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['AC/DC', 'AC_DC'],
    ['七里香', '七里香'],
    ['Что делать?', 'Что делать_'],
    ['...Baby One More Time', '_Baby One More Time'],
    ['Mr. ', 'Mr'],
    ['..', '_'],
    ['con', '_con'],
    ['NUL.flac', '_NUL.flac'],
    ['Cafe\u0301', 'Café'],
    ['a\u202eb\u0000c\nd', 'a_b_c_d'],
    ['👩‍👩‍👧 family', '👩‍👩‍👧 family'],
  ])('turns %j into %j', (text, name) => {
    expect(safeSegment(text)).toBe(name);
  });

  it('cuts only between grapheme clusters', () => {
    const name = safeSegment('👩‍👩‍👧'.repeat(40));
    expect(name).toMatch(/^(?:👩‍👩‍👧)+$/u);
    expect(bytes(name)).toBeGreaterThan(MAX_SEGMENT_BYTES - bytes('👩‍👩‍👧'));
  });
});

describe('when a song gets its place in the library (behaviour 63)', () => {
  const place = { platform: 'qq', artists: ['周杰伦', '费玉清'], title: '千里之外', remoteId: '0039MnYb0qxYhV', ext: 'flac' };

  it('is platform, first artist and title', () => {
    expect(trackLocator(place)).toBe('qq/周杰伦/千里之外.flac');
  });

  it('has a folder for the album where it is known, and the number on it', () => {
    const onAlbum = { ...place, album: '依然范特西', trackNumber: 7 };
    expect(trackLocator(onAlbum)).toBe('qq/周杰伦/依然范特西/07 千里之外.flac');
    expect(trackLocator({ ...onAlbum, discNumber: 2 })).toBe('qq/周杰伦/依然范特西/2-07 千里之外.flac');
    expect(trackLocator({ ...onAlbum, trackNumber: undefined })).toBe('qq/周杰伦/依然范特西/千里之外.flac');
    expect(trackLocator({ ...place, album: ' ', trackNumber: 7 })).toBe('qq/周杰伦/千里之外.flac');
    expect(trackLocator({ ...onAlbum, discNumber: 0, trackNumber: 0 })).toBe('qq/周杰伦/依然范特西/千里之外.flac');
  });

  it('adds the id, then a number, where the place is taken', () => {
    expect(trackLocator(place, 1)).toBe('qq/周杰伦/千里之外 [0039MnYb0qxYhV].flac');
    expect(trackLocator(place, 2)).toBe('qq/周杰伦/千里之外 [0039MnYb0qxYhV] (2).flac');
  });

  it('stays within 240 characters and four safe names, whatever the song is called, and so does its .lrc', () => {
    const places = fc.record({
      platform: anyText,
      artists: fc.array(anyText, { maxLength: 3 }),
      title: anyText,
      album: anyText,
      discNumber: fc.integer({ min: -5, max: 20_000 }),
      trackNumber: fc.integer({ min: -5, max: 20_000 }),
      remoteId: anyText,
      ext: anyText,
    });
    fc.assert(
      fc.property(places, fc.nat({ max: 30 }), (song, attempt) => {
        const locator = trackLocator(song, attempt);
        for (const path of [locator, siblingLocator(locator, 'lrc')]) {
          expect(path.length).toBeLessThanOrEqual(MAX_LOCATOR_LENGTH);
          expect(path.split('/')).toHaveLength(song.album.trim() === '' ? 3 : 4);
          expect(path.split('/').filter((name) => !isSafe(name))).toEqual([]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('never gives two attempts the same place, even after cutting', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (title, remoteId, album) => {
        const places = Array.from({ length: 12 }, (_, attempt) => trackLocator({ ...place, title, remoteId, album }, attempt));
        expect(new Set(places).size).toBe(12);
      }),
    );
  });

  it('puts lyrics next to the file under the same name', () => {
    expect(siblingLocator('qq/A.B/Mr. X.flac', 'lrc')).toBe('qq/A.B/Mr. X.lrc');
    expect(siblingLocator('qq/A.B/none', 'lrc')).toBe('qq/A.B/none.lrc');
  });
});
