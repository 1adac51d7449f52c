import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Cursors, isIdKey, isNameKey } from './cursor.js';

const cursors = new Cursors('next');
const invalid = expect.objectContaining({ code: 'invalid_argument', problem: 'invalid_cursor' });

describe('when a cursor comes back', () => {
  it('gives the key it was made of, and only for its own list', () => {
    const key = fc.oneof(fc.tuple(fc.string(), fc.nat()), fc.tuple(fc.constant('七里香'), fc.nat()));
    fc.assert(
      fc.property(fc.string(), fc.string(), key, (list, other, [name, id]) => {
        const text = cursors.print({ list }, [name, id]);
        expect(text).toMatch(/^[\w-]+$/);
        expect(cursors.read(text, { list, isKey: isNameKey })).toEqual([name, id]);
        if (other !== list) expect(() => cursors.read(text, { list: other, isKey: isNameKey })).toThrow(invalid);
        expect(() => cursors.read(text, { list, isKey: isIdKey })).toThrow(invalid);
      }),
    );
  });

  it('refuses any other text, and never fails otherwise', () => {
    const json = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 100 }), fc.base64String(), json), (text) => {
        expect(() => cursors.read(text, { list: 'jobs', isKey: isIdKey })).toThrow(invalid);
        expect(() => cursors.read(text, { list: 'jobs', isKey: isIdKey, version: 'a' })).toThrow(invalid);
      }),
    );
    for (const key of [-1, 1.5, Number.MAX_SAFE_INTEGER + 1, null, '1', {}]) {
      expect(() => cursors.read(cursors.print({ list: 'jobs' }, key), { list: 'jobs', isKey: isIdKey })).toThrow(invalid);
    }
  });

  it('is outdated once the data has another version, and belongs to none where it was made without', () => {
    const place = { list: 'tracks', isKey: isIdKey };
    const text = cursors.print({ list: 'tracks', version: 'a' }, 7);
    expect(cursors.read(text, { ...place, version: 'a' })).toBe(7);
    expect(() => cursors.read(text, { ...place, version: 'b' })).toThrow(expect.objectContaining({ code: 'expired' }));
    expect(() => cursors.read(text, place)).toThrow(invalid);
    expect(() => cursors.read(cursors.print({ list: 'tracks' }, 7), { ...place, version: 'a' })).toThrow(invalid);
  });
});
