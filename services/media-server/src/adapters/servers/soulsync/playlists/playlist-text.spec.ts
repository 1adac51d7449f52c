import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freeName } from './file-names.js';
import { formatPlaylist, isStreamIndex, lineFor, nameIn, newPlaylistText, parsePlaylist, pathsOf } from './playlist-text.js';

const names = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...' ./\\:*?"<>|\n\r\t#%é夜A'), maxLength: 60 }),
  fc.constantFrom('', '.', '..', 'CON', 'nul.txt', '../../etc/passwd', 'AC/DC', '#1', 'x'.repeat(3000), '夜'.repeat(300), '\ud800'),
);
const bytes = (text: string): number => Buffer.byteLength(text);

describe('when a playlist gets its file', () => {
  it('has a safe name of one part, short enough to be written beside itself, that no other has', () => {
    fc.assert(
      fc.property(names, fc.array(names, { maxLength: 5 }), (name, others) => {
        const taken: string[] = [];
        for (const other of [...others, name, name, name.toUpperCase(), name.normalize('NFD')]) {
          const file = freeName(other, taken);
          expect(file).toMatch(/^[^./\\:*?"<>|\p{Cc}][^/\\:*?"<>|\p{Cc}]*\.m3u8$/u);
          expect(bytes(file)).toBeLessThanOrEqual(87);
          taken.push(file);
        }
        const folded = taken.map((file) => file.normalize('NFKC').toUpperCase().toLowerCase());
        expect(new Set(folded).size).toBe(taken.length);
      }),
    );
  });

  it('keeps its whole name inside, in one line', () => {
    fc.assert(
      fc.property(names, fc.option(names, { nil: undefined }), (name, description) => {
        const oneLine = name
          .toWellFormed()
          .replace(/[\s\p{Cc}]+/gu, ' ')
          .trim();
        const read = parsePlaylist(Buffer.from(formatPlaylist(newPlaylistText(name, description))).toString());
        expect(nameIn(read)).toBe(oneLine === '' ? undefined : oneLine);
        expect(read.entries).toEqual([]);
      }),
    );
  });
});

describe('when a path is written into a playlist', () => {
  const part = fc.string({ unit: fc.constantFrom(...'ab #%:\\é夜.&'), minLength: 1, maxLength: 12 });
  const paths = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

  it('is read again as the same path, whatever it begins with', () => {
    fc.assert(
      fc.property(fc.array(paths, { maxLength: 6 }), (all) => {
        const entries = all.map((path) => lineFor(path, { title: 'Title\nof two', artist: '', seconds: 3 }));
        const read = parsePlaylist(formatPlaylist({ ...newPlaylistText('x', undefined), entries }));
        expect(read.entries).toEqual(entries);
        expect(read.entries.map((entry) => pathsOf(entry)[0]?.replace(/^\.\//, ''))).toEqual(all.map((path) => path.replace(/^\.\//, '')));
      }),
    );
  });

  it.each([
    ['file:///music/a%20b.mp3', ['/music/a b.mp3']],
    ['file://localhost/music/100%.mp3', ['/music/100%.mp3']],
    ['http://radio.example/live.mp3', []],
    ['..\\Björk\\a.mp3', ['..\\Björk\\a.mp3', '../Björk/a.mp3']],
    ['C:\\Music\\a.mp3', ['C:\\Music\\a.mp3', 'C:/Music/a.mp3']],
  ])('is understood as other programs write it: %s', (location, expected) => {
    expect(pathsOf({ comments: [], location })).toEqual(expected);
  });
});

describe('when a playlist of another program is read', () => {
  it('is written again line by line as it was', () => {
    const line = fc.constantFrom(
      '#EXTM3U',
      '#PLAYLIST:Mine',
      '#EXTINF:1,A - B',
      '#EXTVLCOPT:x',
      '',
      '# a comment',
      'a/b.mp3',
      'http://x/y',
      '夜.flac',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = lines.map((one) => `${one}${end}`).join('');
        expect(formatPlaylist(parsePlaylist(text))).toBe(text);
      }),
    );
  });

  it('is told from the index of a stream', () => {
    expect(isStreamIndex(parsePlaylist('#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nseg1.aac\n'))).toBe(true);
    expect(isStreamIndex(parsePlaylist('#EXTM3U\n#EXTINF:9,x\na.mp3\n'))).toBe(false);
  });
});
