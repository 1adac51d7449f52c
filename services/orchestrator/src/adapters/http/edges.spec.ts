import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isIdKey, isNameKey, pageBody, printCursor, readCursor } from './cursor.js';
import { printMessage } from './event-stream.js';
import { isSameOrigin } from './same-origin.js';

describe('when a cursor comes back', () => {
  it('gives the key it was made of, and only for its own list', () => {
    const key = fc.oneof(fc.tuple(fc.string(), fc.nat()), fc.tuple(fc.constant('七里香'), fc.nat()));
    fc.assert(
      fc.property(fc.string(), fc.string(), key, (list, other, [name, id]) => {
        const text = printCursor(list, [name, id]);
        expect(text).toMatch(/^[\w-]+$/);
        expect(readCursor(text, list, isNameKey)).toEqual([name, id]);
        if (other !== list) expect(() => readCursor(text, other, isNameKey)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
        expect(() => readCursor(text, list, isIdKey)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
      }),
    );
  });

  it('refuses any other text, and never fails otherwise', () => {
    const json = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 100 }), fc.base64String(), json), (text) => {
        expect(() => readCursor(text, 'jobs', isIdKey)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
      }),
    );
    for (const key of [-1, 1.5, Number.MAX_SAFE_INTEGER + 1, null, '1', {}]) {
      expect(() => readCursor(printCursor('jobs', key), 'jobs', isIdKey)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    }
  });

  it('walks every list once, whatever the size of its pages', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), fc.integer({ min: 1, max: 7 }), (ids, limit) => {
        const sorted = [...ids].sort((a, b) => a - b);
        const seen: number[] = [];
        for (let cursor: string | null = null; ; ) {
          const after: number = cursor === null ? -1 : readCursor(cursor, 'list', isIdKey);
          const rows = sorted.filter((id) => id > after).slice(0, limit + 1);
          const page = pageBody(rows, { limit, list: 'list', keyOf: (id) => id, toJson: (id) => id });
          seen.push(...page.items);
          cursor = page.next_cursor;
          if (cursor === null) break;
        }
        expect(seen).toEqual(sorted);
      }),
    );
  });
});

describe('when an event is written', () => {
  it('stays one event whatever its text holds', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const data = JSON.stringify({ text });
        const written = printMessage({ kind: 'event', event: { id: 'a-1', seq: 1, data } });
        expect(written.split(/\r\n|\n|\r/)).toEqual(['id: a-1', 'event: snapshot', `data: ${data}`, '', '']);
      }),
    );
  });
});

describe('when a browser says where a request comes from', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://nas.example', host: '127.0.0.1:8421' }, true],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://nas:8421', host: 'nas:8421' }, false],
    [{ 'sec-fetch-site': 'none', host: 'nas:8421' }, false],
    [{ origin: 'http://nas:8421', host: 'nas:8421' }, true],
    [{ origin: 'https://nas:8421', host: 'nas:8421' }, true],
    [{ origin: 'http://nas:8422', host: 'nas:8421' }, false],
    [{ origin: 'http://nas.evil.example', host: 'nas' }, false],
    [{ origin: 'null', host: 'nas' }, false],
    [{ origin: 'not an address', host: 'nas' }, false],
    [{ host: 'nas' }, undefined],
  ])('judges %j as %s', (headers, expected) => {
    expect(isSameOrigin(headers)).toBe(expected);
  });
});
