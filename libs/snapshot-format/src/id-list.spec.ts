import { describe, expect, it } from '@jest/globals';
import { packIds, unpackIds } from './id-list.js';

describe('when ids are packed', () => {
  it('gives them back ascending, each once', () => {
    const ids = [300, 1, 127, 128, 300, 2 ** 40 + 5, 16_384];
    expect(unpackIds(packIds(ids), 99)).toEqual([1, 127, 128, 300, 16_384, 2 ** 40 + 5]);
    expect(unpackIds(packIds(ids), 2)).toEqual([1, 127]);
    expect(unpackIds(packIds([]), 9)).toEqual([]);
  });

  it('takes two bytes for most', () => {
    expect(packIds([5000, 12_000, 20_000])).toHaveLength(6);
  });
});
