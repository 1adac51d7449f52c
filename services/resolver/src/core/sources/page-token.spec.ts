import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodePageToken, encodePageToken } from './page-token.js';

const refusal = expect.objectContaining({ code: 'invalid_argument' });

describe('when a page token comes back', () => {
  it('decodes to the position it was made from', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string({ unit: 'grapheme' }), (list, after) => {
        expect(decodePageToken(encodePageToken({ list, after }), list)).toBe(after);
      }),
    );
  });

  it('means the first page if it is empty', () => {
    expect(decodePageToken('', ['files'])).toBeUndefined();
  });

  it('is refused for another list', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), fc.string(), (list, other, after) => {
        fc.pre(JSON.stringify(list) !== JSON.stringify(other));
        expect(() => decodePageToken(encodePageToken({ list, after }), other)).toThrow(refusal);
      }),
    );
  });

  it('is refused if it was made up, whatever it contains', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.base64String({ minLength: 1 }), fc.json()), (text) => {
        const token = text.length % 2 === 0 ? text : btoa(encodeURIComponent(text));
        fc.pre(token !== '');
        expect(() => decodePageToken(token, ['files', 'library'])).toThrow(refusal);
      }),
    );
  });

  it('is refused if one character was changed', () => {
    const token = encodePageToken({ list: ['files', 'library'], after: '["abc",12]' });
    for (let at = 0; at < token.length; at++) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      let after: string | undefined;
      try {
        after = decodePageToken(changed, ['files', 'library']);
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid_argument' });
        continue;
      }
      // Whether a changed position is valid is for the source to judge.
      expect(after).not.toBe('["abc",12]');
    }
  });
});
