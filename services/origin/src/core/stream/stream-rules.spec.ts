import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fileNameOf, isInsideLocator } from './locator.js';
import { StreamLimit } from './stream-limit.js';

describe('when a locator is read (behaviour 174)', () => {
  it.each(['', '/etc/passwd', '../x', 'a/../../x', 'a/..', '..', '\\x', '..\\x', 'a\\..\\..\\x', 'C:\\x', 'c:/x', 'a\0b'])(
    'refuses %p',
    (locator) => {
      expect(isInsideLocator(locator)).toBe(false);
    },
  );

  it.each(['a.mp3', '周杰伦/七里香.flac', 'AC\\DC/a..b.mp3', '...And Justice/x', 'a/..b', 'http:x'])('accepts %p', (locator) => {
    expect(isInsideLocator(locator)).toBe(true);
  });

  it('never lets a path climb above where it starts', () => {
    const part = fc.constantFrom('..', '.', '', 'a', '...', '\\', '..\\..', 'b c');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const locator = parts.join('/');
        if (!isInsideLocator(locator)) return;
        const path = new URL(locator.split('/').map(encodeURIComponent).join('/').replaceAll('%5C', '/'), 'file:///root/inside/').pathname;
        expect(path.startsWith('/root/inside')).toBe(true);
      }),
    );
  });

  it('names the file by its last part', () => {
    expect([fileNameOf('a/b/c.mp3'), fileNameOf('c.mp3')]).toEqual(['c.mp3', 'c.mp3']);
  });
});

describe('when streams are counted', () => {
  it('gives out as many places as there are, and takes each back once', () => {
    const limit = new StreamLimit({ total: 2, perClient: undefined });
    const [first, second] = [limit.take('a'), limit.take('a')];
    expect(limit.take('b')).toBe('full');
    if (typeof first !== 'function' || typeof second !== 'function') throw new Error('no place');
    first();
    first();
    expect(limit.count).toBe(1);
    expect(typeof limit.take('b')).toBe('function');
    expect(limit.take('b')).toBe('full');
  });

  it('keeps one client from taking all places', () => {
    const limit = new StreamLimit({ total: 10, perClient: 1 });
    const place = limit.take('a');
    expect(limit.take('a')).toBe('client_full');
    expect(typeof limit.take('b')).toBe('function');
    if (typeof place === 'function') place();
    expect(typeof limit.take('a')).toBe('function');
  });

  it('is empty once all places are given back, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean())), (steps) => {
        const limit = new StreamLimit({ total: 5, perClient: 3 });
        const held: (() => void)[] = [];
        for (const [client, give] of steps) {
          const place = give ? held.pop() : limit.take(client);
          if (give) place instanceof Function && place();
          else if (typeof place === 'function') held.push(place);
          expect(limit.count).toBe(held.length);
          expect(held.length).toBeLessThanOrEqual(5);
        }
        for (const place of held) place();
        expect(limit.count).toBe(0);
      }),
    );
  });
});
