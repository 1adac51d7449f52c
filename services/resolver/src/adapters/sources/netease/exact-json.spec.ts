import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withExactNumbers } from './exact-json.js';

describe('when JSON holds numbers beyond 2^53', () => {
  it.each([
    ['{"id":109951160000000001}', { id: '109951160000000001' }],
    ['[-9007199254740993, 9007199254740991]', ['-9007199254740993', 9_007_199_254_740_991]],
    ['{"text":"no: 109951160000000001, \\"109951160000000001\\""}', { text: 'no: 109951160000000001, "109951160000000001"' }],
    ['{"109951160000000001":1.5000000000000000000}', { '109951160000000001': 1.5 }],
    ['1e3', 1000],
  ])('reads %s without rounding ids', (json, value) => {
    expect(JSON.parse(withExactNumbers(json))).toEqual(value);
  });

  it('changes nothing else', () => {
    const safe = fc.jsonValue().filter((value) => !/\d{16}/.test(JSON.stringify(value)));
    fc.assert(fc.property(safe, (value) => expect(withExactNumbers(JSON.stringify(value))).toBe(JSON.stringify(value))));
  });

  it('makes nothing whole that is broken', () => {
    expect(() => JSON.parse(withExactNumbers('{"a": "109951160000000001')) as unknown).toThrow(SyntaxError);
  });
});
