import { describe, expect, it } from '@jest/globals';
import { fullTitle, yearOf } from './titles.js';

describe('when a service keeps titles and versions apart', () => {
  it.each([
    ['Harbour Lights', 'Live', 'Harbour Lights (Live)'],
    ['Harbour Lights (Live)', 'live', 'Harbour Lights (Live)'],
    ['Harbour Lights', undefined, 'Harbour Lights'],
    ['Harbour Lights', ' ', 'Harbour Lights'],
  ])('%s and %s are one title', (title, version, whole) => expect(fullTitle(title, version)).toBe(whole));

  it('years are read from the beginning of dates', () => {
    expect([yearOf('2019-05-03'), yearOf('2019'), yearOf(''), yearOf(), yearOf('May 2019')]).toEqual([
      2019,
      2019,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
