import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchesEntityTag } from './versioned-reads.js';

const tag = fc.stringMatching(/^[!#-~]{1,20}$/);

describe('when If-None-Match is compared', () => {
  it('finds the tag anywhere in a list, weak or strong, and no other', () => {
    fc.assert(
      fc.property(tag, fc.array(fc.tuple(tag, fc.boolean())), (own, others) => {
        const list = others.map(([text, weak]) => `${weak ? 'W/' : ''}"${text}"`);
        const among = others.some(([text]) => text === own);
        expect(matchesEntityTag(list.join(', '), `W/"${own}"`)).toBe(among);
        expect(matchesEntityTag([...list, `"${own}"`].join(','), `W/"${own}"`)).toBe(true);
      }),
    );
  });

  it('accepts any text, and matches nothing that is not a tag', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('own') && text.trim() !== '*');
        expect(matchesEntityTag(text, 'W/"own"')).toBe(false);
      }),
    );
  });

  it('matches neither the middle of a tag nor an unquoted one', () => {
    expect(matchesEntityTag('"xown"', 'W/"own"')).toBe(false);
    expect(matchesEntityTag('own', 'W/"own"')).toBe(false);
  });
});
