import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hourOf, isQuiet, peakOf, scaleTop, totalsOf, withoutQuiet } from './hour.js';

const series = { from: '2026-11-30T20:00:00.000Z', stepSeconds: 60, songs: [0, 4, 9, 9], failures: [1, 0, 0, 2], bytes: [0, 10, 20, 5] };

it('gives each minute its beginning', () => {
  const start = Date.parse('2026-11-30T20:00:00Z') / 1000;
  expect(hourOf(series).at).toEqual([start, start + 60, start + 120, start + 180]);
});

it('adds up what was done and what failed', () => {
  expect(totalsOf(hourOf(series))).toEqual({ songs: 22, failures: 3, bytes: 35 });
  expect(isQuiet(totalsOf(hourOf(series)))).toBe(false);
});

it('finds the first of the busiest minutes', () => {
  expect(peakOf(hourOf(series))).toEqual({ at: Date.parse('2026-11-30T20:02:00Z'), songs: 9 });
});

it('finds no busiest minute in a quiet hour', () => {
  const quiet = hourOf({ ...series, songs: [0, 0], failures: [0, 0], bytes: [0, 0] });
  expect(peakOf(quiet)).toBeUndefined();
  expect(isQuiet(totalsOf(quiet))).toBe(true);
});

it('draws failures only where there are some', () => {
  expect(withoutQuiet([0, 0, 3, 0, 0, 0])).toEqual([null, 0, 3, 0, null, null]);
});

it('ends a scale above the largest value, and not far above it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (largest) => {
      const top = scaleTop(largest);
      expect(top).toBeGreaterThan(largest);
      expect(top).toBeLessThanOrEqual(Math.max(5, largest * 3));
    }),
  );
});
