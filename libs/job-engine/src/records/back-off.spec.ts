import { faultCodes } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultBackOff, waitAfterFailure } from './back-off.js';
import { classOfFault, errorClasses, isErrorClass } from './error-class.js';

describe('when an item has failed', () => {
  it('waits grow, stay within half and all of the plan, never pass the cap, and end', () => {
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

  it('waits at least as long as the source asked for', () => {
    expect(waitAfterFailure(defaultBackOff.rate_limited, 1, 0, 600_000)).toBe(600_000);
  });

  it('what cannot change by itself is not tried again', () => {
    for (const errorClass of ['not_found', 'rejected', 'auth'] as const) {
      expect(waitAfterFailure(defaultBackOff[errorClass], 1, 0.5)).toBeUndefined();
    }
  });

  it('each code of a fault has a class of the closed list', () => {
    expect(faultCodes.map(classOfFault).every(isErrorClass)).toBe(true);
    expect(isErrorClass('teapot')).toBe(false);
  });
});
