import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { BoundedAnswers } from './bounded-answers.js';
import { compressed, contentCoding } from './content-coding.js';

describe('when a coding is chosen', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['GZIP;Q=0.5', 'gzip'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', undefined],
    ['identity;q=1, gzip;q=0.5', undefined],
    ['*', 'zstd'],
    ['*;q=0', undefined],
    ['deflate', undefined],
    ['br;q=x', undefined],
  ])('for %j it is %s', (header, coding) => {
    expect(contentCoding(header)).toBe(coding);
  });

  it('gives back what was compressed', () => {
    const text = Buffer.from('七里香'.repeat(1_000));
    expect(zstdDecompressSync(compressed('zstd', text))).toEqual(text);
    expect(brotliDecompressSync(compressed('br', text))).toEqual(text);
    expect(gunzipSync(compressed('gzip', text))).toEqual(text);
  });
});

describe('when answers are kept', () => {
  it('drops the one that was asked for longest ago, and keeps none that is too large', () => {
    const answers = new BoundedAnswers(2_700);
    const bytes = new Uint8Array(1_000);
    answers.add('a', bytes);
    answers.add('b', bytes);
    expect(answers.get('a')).toBe(bytes);
    answers.add('c', bytes);
    expect([answers.get('a'), answers.get('b'), answers.get('c')]).toEqual([bytes, undefined, bytes]);
    answers.add('large', new Uint8Array(3_000));
    expect([answers.get('large'), answers.get('a')]).toEqual([undefined, bytes]);
    answers.clear();
    expect(answers.get('a')).toBeUndefined();
  });
});
