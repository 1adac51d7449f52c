import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanLyrics, coverOf, hasTimes, lrcOf, maxCoverBytes, maxLyricsBytes } from './companions.js';

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9]);
const png = Buffer.concat([Buffer.from([0x89]), Buffer.from('PNG\r\n\x1a\n....IEND')]);

describe('when a source returns a cover', () => {
  it('is recognised by its bytes alone', () => {
    expect(coverOf(jpeg)?.mediaType).toBe('image/jpeg');
    expect(coverOf(png)?.mediaType).toBe('image/png');
    for (const other of ['', '<html>', 'GIF89a', 'RIFF....WEBP']) expect(coverOf(Buffer.from(other))).toBeUndefined();
  });

  it('is rejected if it is truncated or too large', () => {
    expect(coverOf(jpeg.subarray(0, -1))).toBeUndefined();
    expect(coverOf(png.subarray(0, -1))).toBeUndefined();
    expect(coverOf(Buffer.concat([jpeg, Buffer.alloc(maxCoverBytes)]))).toBeUndefined();
  });
});

describe('when a source returns lyrics', () => {
  it('accepts plain text, and normalises its line ends', () => {
    expect(cleanLyrics('\uFEFF[00:01.00]窗外的麻雀\r\n在电线杆上多嘴\r\n\r\n')).toBe('[00:01.00]窗外的麻雀\n在电线杆上多嘴');
  });

  it.each(['', ' \r\n', '<!DOCTYPE html><p>404', '<html>', 'a\0b', 'half \ud83d character', 'unreadable \ufffd'])(
    'treats %j as none',
    (text) => {
      expect(cleanLyrics(text)).toBeUndefined();
    },
  );

  it('limits bytes, not characters', () => {
    expect(cleanLyrics('雨'.repeat(Math.floor(maxLyricsBytes / 3)))).toBeDefined();
    expect(cleanLyrics('雨'.repeat(Math.floor(maxLyricsBytes / 3) + 1))).toBeUndefined();
  });

  it('leaves clean text unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = cleanLyrics(text);
        if (once !== undefined) expect(cleanLyrics(once)).toBe(once);
      }),
    );
  });
});

describe('when lines with times become LRC', () => {
  it('writes minutes, seconds and hundredths', () => {
    const lines = [0, 1005, 59_996, 6_000_000, -50].map((startMs) => ({ startMs, text: 'la' }));
    expect(lrcOf(lines)).toBe('[00:00.00]la\n[00:01.01]la\n[01:00.00]la\n[100:00.00]la\n[00:00.00]la');
  });

  it('keeps a line in one line, whatever its text', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ startMs: fc.nat(10_000_000), text: fc.string() }), { minLength: 1 }), (lines) => {
        const lrc = lrcOf(lines);
        expect(lrc.split('\n')).toHaveLength(lines.length);
        expect(lrc.split('\n').every(hasTimes)).toBe(true);
      }),
    );
  });

  it('distinguishes lyrics with times from those without', () => {
    expect([hasTimes('la\n[01:02.3] la'), hasTimes('[ar: Somebody]\nla [verse]')]).toEqual([true, false]);
  });
});
