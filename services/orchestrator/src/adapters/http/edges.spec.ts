import { isIdKey } from '@catalogsync/http';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { printMessage } from './event-stream.js';
import { listPage } from './list-page.js';
import { isSameOrigin } from './same-origin.js';
import { cookieOf, setCookie, setDeviceCookie } from './session-cookie.js';

describe('when a list is paged', () => {
  it('visits every item once, whatever the page size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat()), fc.integer({ min: 1, max: 7 }), async (ids, limit) => {
        const sorted = [...ids].sort((a, b) => a - b);
        const form = { list: 'list', isKey: isIdKey, keyOf: (id: number) => id, toJson: (id: number) => id };
        const seen: number[] = [];
        for (let cursor: string | undefined; ; ) {
          const { body } = await listPage({ limit, cursor }, form, async (after = -1, size) =>
            sorted.filter((id) => id > after).slice(0, size),
          );
          seen.push(...body.items);
          if (body.nextCursor === null) break;
          cursor = body.nextCursor;
        }
        expect(seen).toEqual(sorted);
      }),
    );
  });
});

describe('when an event is written', () => {
  it('stays one event, whatever its text contains', () => {
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
    const { host = '' } = headers as { host?: string };
    expect(isSameOrigin({ headers, host })).toBe(expected);
  });
});

describe('when cookies are read', () => {
  const word = fc.stringMatching(/^[\w-]{1,12}$/);
  const value = fc.stringMatching(/^[\w.=-]{0,20}$/);

  it('finds what was set, among others and in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, value)), value, fc.boolean(), fc.nat(), (more, given, secure, place) => {
        const others = more.filter(([name]) => !name.startsWith('catalogsync')).map(([name, text]) => `${name}=${text}`);
        const [session, device] = [setCookie(given, secure), setDeviceCookie(`${given}.d`, secure)].map((header) => header.split('; ')[0]);
        others.splice(place % (others.length + 1), 0, `${device}`, `${session}`);
        expect(cookieOf(others.join('; '), 'catalogsync_session')).toBe(given);
        expect(cookieOf(others.join(';'), 'catalogsync_device')).toBe(`${given}.d`);
      }),
    );
  });

  it('takes any header, and finds only a whole name', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const found = cookieOf(header, 'a');
        expect(found === undefined || /(^|;)\s*a\s*=/.test(header)).toBe(true);
        expect(cookieOf(`xa=1; a x=2;${header.replaceAll('a', '')}`, 'a')).toBeUndefined();
      }),
    );
    expect(cookieOf(undefined, 'a')).toBeUndefined();
    expect(cookieOf('a=1; a=2', 'a')).toBe('1');
    expect(cookieOf('=1; a', 'a')).toBeUndefined();
  });
});
