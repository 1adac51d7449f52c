import { faultCodes } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultBackOff, waitAfterFailure } from './back-off.js';
import { classOfFault, type ErrorClass, errorClasses, isErrorClass } from './error-class.js';

describe('when an item has failed', () => {
  it('waits from half to all of an exponential back-off, never beyond the cap, and gives up in the end', () => {
    const numbers = fc.record({
      errorClass: fc.constantFrom(...errorClasses),
      failures: fc.integer({ min: 1, max: 50 }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(numbers, ({ errorClass, failures, random }) => {
        const policy = defaultBackOff[errorClass];
        const wait = waitAfterFailure(policy, failures, random);
        if (failures >= policy.maxTries) return wait === undefined;
        const full = Math.min(policy.capMs, policy.baseMs * policy.factor ** (failures - 1));
        return wait !== undefined && wait >= Math.floor(full / 2) && wait <= full;
      }),
    );
  });

  it.each<[ErrorClass, number[]]>([
    ['not_found', []],
    ['rejected', []],
    ['auth', []],
    ['disk_full', [60, 120, 240, 480]],
    ['source_down', [30, 60, 120, 240]],
    ['rate_limited', [60, 120, 240, 480, 960, 1_920, 3_600]],
    ['internal', [5, 20]],
  ])('waits before each retry of %s at most %j seconds, at least half of that', (errorClass, seconds) => {
    const waits = (random: number) =>
      [...seconds, undefined].map((_, tries) => waitAfterFailure(defaultBackOff[errorClass], tries + 1, random));
    expect(waits(0)).toEqual([...seconds.map((full) => full * 500), undefined]);
    expect(waits(0.5)).toEqual([...seconds.map((full) => full * 750), undefined]);
  });

  it('waits at least as long as the source asks, up to a day', () => {
    expect(waitAfterFailure(defaultBackOff.rate_limited, 1, 0, 600_000)).toBe(600_000);
    expect(waitAfterFailure(defaultBackOff.rate_limited, 1, 0, 1e12)).toBe(86_400_000);
  });

  it('never retries errors that cannot resolve themselves', () => {
    for (const errorClass of ['not_found', 'rejected', 'auth'] as const) {
      expect(waitAfterFailure(defaultBackOff[errorClass], 1, 0.5)).toBeUndefined();
    }
  });

  it('has a class from the closed list for each fault code', () => {
    expect(faultCodes.map(classOfFault).every(isErrorClass)).toBe(true);
    expect(isErrorClass('teapot')).toBe(false);
  });
});
