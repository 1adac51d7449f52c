import { describe, expect, it } from '@jest/globals';
import { shouldAsk } from './whether-to-ask.js';

describe('when a page wants to know how things stand', () => {
  it.each(['connecting', 'live'] as const)('%s: it waits for the stream to say so, and asks only if that is late', (link) => {
    expect(shouldAsk({ link, hasSnapshot: false }, false)).toBe(false);
    expect(shouldAsk({ link, hasSnapshot: false }, true)).toBe(true);
    expect(shouldAsk({ link, hasSnapshot: true }, true)).toBe(false);
  });

  it.each(['reconnecting', 'refused'] as const)('%s: it asks by itself', (link) => {
    expect([true, false].map((hasSnapshot) => shouldAsk({ link, hasSnapshot }, false))).toEqual([true, true]);
  });
});
