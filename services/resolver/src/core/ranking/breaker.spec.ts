import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { worse } from './breaker.js';
import { Breakers } from './breakers.js';

/** Breakers whose clock and random numbers are set by the test. */
function board(random = 0) {
  const clock = { at: 1_000_000, now: () => clock.at };
  return { clock, breakers: new Breakers(clock, () => random) };
}

function fail(breakers: Breakers, times: number): void {
  for (let done = 0; done < times; done++) {
    breakers.ask('kuwo');
    breakers.faulted('kuwo');
  }
}

describe('when a source fails', () => {
  it('keeps its breaker closed for two faults in a row, and opens it for 15 s at the third', () => {
    const { breakers, clock } = board();
    fail(breakers, 2);
    expect(breakers.standing('kuwo')).toMatchObject({ state: 'closed', faults: 2 });
    fail(breakers, 1);
    expect(breakers.standing('kuwo')).toEqual({ state: 'open', faults: 3, openUntil: clock.at + 15_000 });
    expect(breakers.ask('kuwo')).toBe(false);
    expect(breakers.standing('migu').state).toBe('closed');
  });

  it('starts counting over after an answer, with or without hits', () => {
    const { breakers } = board();
    fail(breakers, 2);
    breakers.answered('kuwo');
    fail(breakers, 2);
    expect(breakers.standing('kuwo').state).toBe('closed');
  });

  it('lets one probe through once the time is over; other callers still find it open', () => {
    const { breakers, clock } = board();
    fail(breakers, 3);
    clock.at += 15_000;
    expect(breakers.standing('kuwo').state).toBe('half_open');
    expect(breakers.ask('kuwo')).toBe(true);
    expect(breakers.standing('kuwo').state).toBe('open');
    expect(breakers.ask('kuwo')).toBe(false);
  });

  it('closes when its probe succeeds, and forgets everything', () => {
    const { breakers, clock } = board();
    fail(breakers, 3);
    clock.at += 15_000;
    breakers.ask('kuwo');
    breakers.answered('kuwo');
    expect(breakers.standing('kuwo')).toEqual({ state: 'closed', faults: 0, openUntil: undefined });
  });

  it('doubles its time at each failed probe, up to ten minutes', () => {
    const { breakers, clock } = board();
    fail(breakers, 3);
    const times: number[] = [];
    for (let probe = 0; probe < 8; probe++) {
      const { openUntil = 0 } = breakers.standing('kuwo');
      times.push((openUntil - clock.at) / 1000);
      clock.at = openUntil;
      fail(breakers, 1);
    }
    expect(times).toEqual([15, 30, 60, 120, 240, 480, 600, 600]);
  });

  it('adds at most a fifth at random, so that workers do not all return at the same time', () => {
    const { breakers, clock } = board(0.999999);
    fail(breakers, 3);
    expect((breakers.standing('kuwo').openUntil ?? 0) - clock.at).toBeCloseTo(18_000, 0);
  });

  it('lets the next probe through after one was abandoned', () => {
    const { breakers, clock } = board();
    fail(breakers, 3);
    clock.at += 15_000;
    breakers.ask('kuwo');
    breakers.abandoned('kuwo');
    expect(breakers.ask('kuwo')).toBe(true);
  });

  it('does not extend its time for faults of last-resort calls while it is open', () => {
    const { breakers, clock } = board();
    fail(breakers, 3);
    const until = breakers.standing('kuwo').openUntil;
    clock.at += 5_000;
    fail(breakers, 5);
    expect(breakers.standing('kuwo').openUntil).toBe(until);
  });

  it('is reset on request', () => {
    const { breakers } = board();
    fail(breakers, 3);
    breakers.reset('kuwo');
    expect(breakers.ask('kuwo')).toBe(true);
  });
});

describe('when the server says how long to stay away', () => {
  it('overrides our own times, longer or shorter, at the first fault', () => {
    for (const wish of [1000, 3_600_000]) {
      const { breakers, clock } = board();
      breakers.ask('kuwo');
      breakers.faulted('kuwo', wish);
      expect(breakers.standing('kuwo')).toMatchObject({ state: 'open', openUntil: clock.at + wish });
    }
  });

  it('is capped at a day, and ignored if it is not a number', () => {
    const { breakers, clock } = board();
    breakers.faulted('kuwo', 1e15);
    expect(breakers.standing('kuwo').openUntil).toBe(clock.at + 86_400_000);
    breakers.faulted('migu', Number.NaN);
    expect(breakers.standing('migu').state).toBe('closed');
  });
});

describe('when anything happens in any order', () => {
  it('is never open for more than a day, never probed twice at the same time, and closed after an answer', () => {
    const step = fc.constantFrom('ask', 'answer', 'fault', 'wish', 'give up', 'wait', 'wait long');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { breakers, clock } = board(0.5);
        let probes = 0;
        for (const one of steps) {
          const before = breakers.standing('kuwo');
          if (one === 'ask' && breakers.ask('kuwo') && before.state === 'half_open') probes++;
          if (one === 'answer') breakers.answered('kuwo');
          if (one === 'fault') breakers.faulted('kuwo');
          if (one === 'wish') breakers.faulted('kuwo', 5000);
          if (one === 'give up') breakers.abandoned('kuwo');
          if (one === 'wait') clock.at += 5000;
          if (one === 'wait long') clock.at += 700_000;
          if (['answer', 'fault', 'wish', 'give up'].includes(one)) probes = 0;
          const { state, openUntil } = breakers.standing('kuwo');
          expect(probes).toBeLessThanOrEqual(1);
          if (one === 'answer') expect(state).toBe('closed');
          if (state === 'open') expect(openUntil).toBeLessThanOrEqual(clock.at + 86_400_000);
          else expect(openUntil).toBeUndefined();
        }
      }),
    );
  });
});

describe('when searches and files of a source are judged separately', () => {
  it('the breaker that keeps it from being asked stands for both', () => {
    const closed = { state: 'closed', faults: 0, openUntil: undefined } as const;
    const shaky = { ...closed, faults: 2 };
    const probing = { state: 'half_open', faults: 3, openUntil: undefined } as const;
    const open = { state: 'open', faults: 3, openUntil: 1 } as const;
    const worst = [closed, shaky, probing, open];
    for (const [at, one] of worst.entries()) {
      for (const other of worst.slice(0, at + 1)) expect([worse(one, other), worse(other, one)]).toEqual([one, one]);
    }
  });
});
