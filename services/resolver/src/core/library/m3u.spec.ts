import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { entryPaths, normalisePath, parseM3u } from './m3u.js';
import { decodePlaylistText } from './playlist-text.js';

const fileName = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((name) => !/[\r\n/\\\p{C}\uFEFF#%]/u.test(name) && name.trim() === name && name !== '.' && name !== '..');

describe('when an M3U is read', () => {
  it('returns every path written into it, in order, whatever the line ends', () => {
    fc.assert(
      fc.property(fc.array(fileName), fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), (names, lineEnd, extended) => {
        const lines = names.flatMap((name) => (extended ? ['#EXTINF:1,x', `a/${name}`] : [`a/${name}`]));
        expect(parseM3u(lines.join(lineEnd)).entries).toEqual(names.map((name) => `a/${name}`));
      }),
    );
  });

  it('never throws, and never treats a comment as an entry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const entry of parseM3u(text).entries) {
          expect(entry.trim().startsWith('#')).toBe(false);
          for (const path of entryPaths(entry, '/music')) expect(path).toMatch(/^\//);
        }
      }),
    );
  });

  it('uses only the first title, and distinguishes streams from files', () => {
    const playlist = parseM3u('#PLAYLIST: 最爱 \n#playlist:x\nhttps://a/b\nC:\\Music\\a.mp3\nfile:///m/a.mp3\n');
    expect(playlist).toMatchObject({
      title: '最爱',
      streams: ['https://a/b'],
      entries: ['C:\\Music\\a.mp3', 'file:///m/a.mp3'],
      isStreamIndex: false,
    });
  });
});

describe('when bytes are decoded', () => {
  it('decodes any text from UTF-8 and UTF-16', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !/[\0\uFEFF]/.test(value));
    fc.assert(
      fc.property(text, (value) => {
        expect(decodePlaylistText(new TextEncoder().encode(value))).toBe(value);
        expect(decodePlaylistText(Buffer.from(`\uFEFF${value}`, 'utf16le'))).toBe(value);
        expect(decodePlaylistText(Buffer.from(`\uFEFF${value}`, 'utf16le').swap16())).toBe(value);
      }),
    );
  });

  it('never throws on arbitrary bytes, and refuses bytes with zeros', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = decodePlaylistText(bytes);
        const hasMark = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
        if (!hasMark) expect(text === undefined).toBe(bytes.includes(0));
      }),
    );
  });

  it('falls back to Windows-1252 for bytes that are invalid in every Chinese encoding', () => {
    expect(decodePlaylistText(Buffer.from([0x61, 0xff, 0x62]))).toBe('aÿb');
  });
});

describe('when an entry is looked up', () => {
  it('stays below the root directory, and is normalised', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', '.', '..', '')), (parts) => {
        const path = normalisePath(`/${parts.join('/')}`);
        expect(path.split('/').slice(1)).not.toContain('..');
        expect(normalisePath(path)).toBe(path);
      }),
    );
  });

  it('reads every form of file URL, and refuses other hosts', () => {
    for (const url of ['file:///m/a%20b.mp3', 'file:/m/a%20b.mp3', 'FILE://localhost/m/a%20b.mp3'])
      expect(entryPaths(url, '/x')).toContain('/m/a b.mp3');
    expect(entryPaths('file://nas/m/a.mp3', '/x')).toEqual([]);
  });

  it('prefers the name as written over any decoded form', () => {
    expect(entryPaths('100%25.mp3', '/x')).toEqual(['/x/100%25.mp3', '/x/100%.mp3']);
    expect(entryPaths('bad%ff.mp3', '/x')).toEqual(['/x/bad%ff.mp3']);
    expect(entryPaths('a\\b.mp3', '/x')).toEqual(['/x/a\\b.mp3', '/x/a/b.mp3']);
  });
});
