import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Cursors, isIdKey, isNameKey } from './cursor.js';

const cursors = new Cursors('nextCursor');
const malformed = expect.objectContaining({ problem: 'invalid_cursor', code: 'invalid_argument' });

describe('when a cursor is sent back', () => {
  it('returns the key it was made from, and only for its own list', () => {
    const key = fc.oneof(fc.tuple(fc.string(), fc.nat()), fc.tuple(fc.constant('七里香'), fc.nat()));
    fc.assert(
      fc.property(fc.string(), fc.string(), key, (list, other, [name, id]) => {
        const text = cursors.print({ list }, [name, id]);
        expect(text).toMatch(/^[\w-]+$/);
        expect(cursors.read(text, { list, isKey: isNameKey })).toEqual([name, id]);
        if (other !== list) expect(() => cursors.read(text, { list: other, isKey: isNameKey })).toThrow(malformed);
        expect(() => cursors.read(text, { list, isKey: isIdKey })).toThrow(malformed);
      }),
    );
  });

  it('is outdated for another version of the data, and malformed if either has no version', () => {
    const place = { list: 'songs', isKey: isIdKey, version: 'first' };
    const text = cursors.print(place, 7);
    expect(cursors.read(text, place)).toBe(7);
    expect(() => cursors.read(text, { ...place, version: 'second' })).toThrow(expect.objectContaining({ problem: 'cursor_outdated' }));
    expect(() => cursors.read(text, { list: 'songs', isKey: isIdKey })).toThrow(malformed);
    expect(() => cursors.read(cursors.print({ list: 'songs' }, 7), place)).toThrow(malformed);
  });

  it('refuses any other text as malformed', () => {
    const json = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));
    const places = [
      { list: 'jobs', isKey: isIdKey },
      { list: 'jobs', isKey: isIdKey, version: 'v' },
    ];
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 100 }), fc.base64String(), json), (text) => {
        for (const place of places) expect(() => cursors.read(text, place)).toThrow(malformed);
      }),
    );
    for (const key of [-1, 1.5, Number.MAX_SAFE_INTEGER + 1, null, '1', {}]) {
      expect(() => cursors.read(cursors.print({ list: 'jobs' }, key), { list: 'jobs', isKey: isIdKey })).toThrow(malformed);
    }
  });
});
