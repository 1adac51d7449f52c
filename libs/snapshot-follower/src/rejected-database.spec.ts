import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { RejectedDatabase } from './rejected-database.js';

const fault = new Fault('data_corrupt', 'the hash differs');
let rejected: RejectedDatabase;
beforeEach(() => {
  rejected = new RejectedDatabase(1_000);
});

/** Whether the database would be fetched again at that time. */
function admits(fingerprint: string, now: number): boolean {
  try {
    rejected.admit(fingerprint, now);
    return true;
  } catch (error) {
    expect(error).toBe(fault);
    return false;
  }
}

describe('when a database was refused', () => {
  it('is refused again without fetching it, until twice the pause between checks is over', () => {
    rejected.note('a', fault, 5_000);
    expect([admits('a', 5_000), admits('a', 6_999), admits('a', 7_000)]).toEqual([false, false, true]);
  });

  it('waits twice as long after each further time, but no longer than a minute', () => {
    const pauses: number[] = [];
    for (let now = 0, time = 0; time < 8; time++) {
      rejected.note('a', fault, now);
      let pause = 0;
      while (!admits('a', now + pause)) pause += 1_000;
      pauses.push(pause / 1_000);
      now += pause;
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('keeps no other one out, whose first pause is short again', () => {
    rejected.note('a', fault, 0);
    rejected.note('a', fault, 0);
    expect(admits('b', 1)).toBe(true);
    rejected.note('b', fault, 0);
    expect([admits('b', 1_999), admits('b', 2_000)]).toEqual([false, true]);
  });

  it('can be tried at once when that is forgotten, and nothing is refused before', () => {
    expect(admits('a', 0)).toBe(true);
    rejected.note('a', fault, 0);
    rejected.forget();
    expect(admits('a', 0)).toBe(true);
  });
});
