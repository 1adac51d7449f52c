import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { artistNfo } from './artist-nfo.js';

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(...'<>&"\'/\u0000\u001f\ufffe\ud800é夜]'), maxLength: 40 }),
  fc.constantFrom('</biography></artist>', ']]>', '<!-- x -->', '&amp;', '$&$1'),
);
const unescaped = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
/** What XML can hold of a text. */
const holdable = (text: string): string => text.toWellFormed().replace(/(?![\t\n\r])[\p{Cc}\uFFFE\uFFFF]/gu, '');

describe('when an artist.nfo is written', () => {
  it('holds the texts as they are, whatever is in them, and stays one that can be written again', () => {
    fc.assert(
      fc.property(texts, texts, fc.array(texts, { maxLength: 3 }), (name, biography, genres) => {
        const once = artistNfo(undefined, name, { biography: 'old', genres: ['old'] });
        const text = artistNfo(artistNfo(once, name, { biography }), name, { genres });
        const [, found = ''] = /<biography>([\s\S]*?)<\/biography>/.exec(text) ?? [];
        expect(unescaped(found)).toBe(holdable(biography));
        expect([...text.matchAll(/<genre>([\s\S]*?)<\/genre>/g)].map(([, genre = '']) => unescaped(genre))).toEqual(genres.map(holdable));
        expect(text).not.toContain('>old<');
        expect(text.match(/<\/?[a-z]+>/g)?.filter((tag) => tag.startsWith('<artist') || tag.startsWith('</artist'))).toEqual([
          '<artist>',
          '</artist>',
        ]);
      }),
    );
  });
});
