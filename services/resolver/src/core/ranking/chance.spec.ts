import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chanceInterval, meanChance } from './chance.js';

/**
 * Integral of x^a (1-x)^b from 0 to `end`, by the closed form of whole numbers: the share of the binomial tail. In logarithms, since
 * its first terms may be too small for a number.
 */
function betaShare(a: number, b: number, end: number): number {
  const [log, logOfRest] = [Math.log(end), Math.log(1 - end)];
  let term = (a + b + 1) * logOfRest;
  let below = 0;
  for (let k = 0; k <= a; k++) {
    below += Math.exp(term);
    term += Math.log((a + b + 1 - k) / (k + 1)) + log - logOfRest;
  }
  return 1 - below;
}

describe('when a chance is estimated', () => {
  it('is one half, and could be nearly anything, before the first try', () => {
    const unknown = { successes: 0, failures: 0 };
    expect(meanChance(unknown)).toBe(0.5);
    expect(chanceInterval(unknown)).toEqual({ low: expect.closeTo(0.05, 6), high: expect.closeTo(0.95, 6) });
  });

  it('the interval leaves out one case in twenty on either side', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), (successes, failures) => {
        const { low, high } = chanceInterval({ successes, failures });
        expect(betaShare(successes, failures, low)).toBeCloseTo(0.05, 2);
        expect(betaShare(successes, failures, high)).toBeCloseTo(0.95, 2);
      }),
    );
  });

  it('the interval holds the mean and lies between 0 and 1, whatever the decayed counts', () => {
    const count = fc.double({ min: 0, max: 300, noNaN: true });
    fc.assert(
      fc.property(count, count, (successes, failures) => {
        const { low, high } = chanceInterval({ successes, failures });
        const mean = meanChance({ successes, failures });
        expect([low >= 0, low < mean, mean < high, high <= 1]).toEqual([true, true, true, true]);
      }),
    );
  });
});
