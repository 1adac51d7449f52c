import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planAnswer } from './answer-plan.js';
import { parseByteRange } from './byte-range.js';

const validators = { etag: '"a-1"', lastModified: Date.parse('2026-11-01T12:00:00Z') };
const date = 'Sun, 01 Nov 2026 12:00:00 GMT';
const later = 'Sun, 01 Nov 2026 12:00:01 GMT';
const earlier = 'Sun, 01 Nov 2026 11:59:59 GMT';
const plan = (headers: object, method: 'GET' | 'HEAD' = 'GET', size = 1000) => planAnswer({ method, ...headers }, size, validators);
const whole = { status: 200, start: 0, end: 999 };

describe('when a range is requested (behaviour 176)', () => {
  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=0-', 0, 999],
    ['bytes=990-2000', 990, 999],
    ['bytes=-1', 999, 999],
    ['bytes=-5000', 0, 999],
    ['BYTES=5-9', 5, 9],
    ['bytes= 5-9 ', 5, 9],
    [`bytes=0-${'9'.repeat(400)}`, 0, 999],
  ])('sends %p from %i to %i', (range, start, end) => {
    expect(plan({ range })).toEqual({ status: 206, start, end });
  });

  it.each(['bytes=1000-', 'bytes=1000-2000', 'bytes=-0', `bytes=${'9'.repeat(400)}-`])('cannot satisfy %p', (range) => {
    expect(plan({ range })).toEqual({ status: 416 });
  });

  it.each([
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=9-5',
    'bytes=a-b',
    'bytes=1-2,4-5',
    'bytes=1-2,',
    'items=1-2',
    'bytes=1.5-2',
    'bytes=+1-2',
  ])('ignores %p', (range) => {
    expect(plan({ range })).toEqual(whole);
  });

  it('ignores ranges for HEAD, and cannot satisfy any in an empty file', () => {
    expect(plan({ range: 'bytes=0-0' }, 'HEAD')).toEqual(whole);
    expect(plan({ range: 'bytes=0-' }, 'GET', 0)).toEqual({ status: 416 });
    expect(plan({ range: 'bytes=-5' }, 'GET', 0)).toEqual({ status: 416 });
    expect(plan({}, 'GET', 0)).toEqual({ status: 200, start: 0, end: -1 });
  });

  it('never leaves the file, whatever is requested', () => {
    const end = fc.oneof(fc.nat().map(String), fc.constant(''), fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 30 }));
    const headers = fc.oneof(
      fc.string(),
      fc.tuple(end, end).map(([first, last]) => `bytes=${first}-${last}`),
    );
    fc.assert(
      fc.property(headers, fc.nat(2000), (header, size) => {
        const range = parseByteRange(header, size);
        if (typeof range === 'string') return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThanOrEqual(range.start);
        expect(range.end).toBeLessThan(size);
      }),
    );
  });
});

describe('when a request is conditional (RFC 9110, 13.2.2)', () => {
  const range = 'bytes=0-9';
  const part = { status: 206, start: 0, end: 9 };

  it('returns 304 for a version the client has, by tag before date', () => {
    for (const ifNoneMatch of ['"a-1"', 'W/"a-1"', '"x", "a-1"', '*']) expect(plan({ ifNoneMatch, range })).toEqual({ status: 304 });
    expect(plan({ ifNoneMatch: '"x"', ifModifiedSince: date })).toEqual(whole);
    expect(plan({ ifModifiedSince: date })).toEqual({ status: 304 });
    expect(plan({ ifModifiedSince: later })).toEqual({ status: 304 });
    expect(plan({ ifModifiedSince: earlier })).toEqual(whole);
    expect(plan({ ifModifiedSince: 'yesterday' })).toEqual(whole);
  });

  it('returns 412 for a version other than the required one', () => {
    for (const ifMatch of ['"x"', 'W/"a-1"', '']) expect(plan({ ifMatch })).toEqual({ status: 412 });
    for (const ifMatch of ['"a-1"', '*', '"x","a-1"']) expect(plan({ ifMatch, range })).toEqual(part);
    expect(plan({ ifUnmodifiedSince: earlier })).toEqual({ status: 412 });
    expect(plan({ ifUnmodifiedSince: date })).toEqual(whole);
    expect(plan({ ifMatch: '"a-1"', ifUnmodifiedSince: earlier })).toEqual(whole);
  });

  it('honours a range only for the exact version in If-Range', () => {
    for (const ifRange of ['"a-1"', date]) expect(plan({ ifRange, range })).toEqual(part);
    for (const ifRange of ['"x"', 'W/"a-1"', later, earlier, '*', '']) expect(plan({ ifRange, range })).toEqual(whole);
  });
});
