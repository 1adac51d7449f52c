import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lyricsText } from './lyrics-text.js';

describe('when lyrics are taken apart', () => {
  it('keeps times apart from words', () => {
    const timed = '[ar:周杰伦]\n[la:zh]\n[00:12.00]故事的小黄花\n[00:15.50][01:15.50]从出生<00:16.00>那年';
    expect(lyricsText(`${timed}\r\n`)).toEqual({ plain: '故事的小黄花\n从出生那年', timed, language: 'zh' });
  });

  it('leaves plain lyrics as they are', () => {
    expect(lyricsText('one\n[chorus]\ntwo\n')).toEqual({ plain: 'one\n[chorus]\ntwo', timed: undefined, language: undefined });
  });

  it('is nothing without words', () => {
    for (const text of ['', ' \n', '[00:01.00]\n[00:02.00] ', '[ti:x]\n[00:01.00]']) expect(lyricsText(text)).toBeUndefined();
  });

  it('never shows a time in the plain text of timed lyrics', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.constantFrom('a', 'b c', '')), { minLength: 1 }), (lines) => {
        const text = lines.map(([second, words]) => `[00:${String(second).padStart(2, '0')}.00]${words}`).join('\n');
        expect(lyricsText(text)?.plain ?? '').not.toMatch(/\[\d/);
      }),
    );
  });
});
