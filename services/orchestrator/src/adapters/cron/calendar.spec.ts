import type { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coverTheDay, parseBlackout } from '../../core/schedules/blackout.js';
import { planNext } from '../../core/schedules/calendar.js';
import type { Timing } from '../../core/schedules/schedule.js';
import { CronerPatterns } from './croner-patterns.js';
import { IntlTimeZones } from './intl-time-zones.js';

// Real here: croner and the time zones that Node carries.
const patterns = new CronerPatterns();
const zones = new IntlTimeZones();
const calendar = { patterns, zones };
const berlin = 'Europe/Berlin';

const iso = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString().replace('.000Z', 'Z');
const firings = (pattern: string, zone: string, after: string, count: number): (string | undefined)[] => {
  const found: (string | undefined)[] = [];
  let instant: number | undefined = Date.parse(after);
  for (let n = 0; n < count && instant !== undefined; n += 1) {
    instant = patterns.nextAfter(pattern, zone, instant);
    found.push(iso(instant));
  }
  return found;
};
const timing = (pattern: string, more: { zone?: string; jitter?: number; blackout?: readonly string[] } = {}): Timing => ({
  pattern,
  timeZone: more.zone ?? 'UTC',
  jitterSeconds: more.jitter ?? 0,
  blackoutHours: (more.blackout ?? []).map(parseBlackout),
});

function refusal(pattern: string, zone = 'UTC'): string | undefined {
  try {
    patterns.validate(pattern, zone);
    return undefined;
  } catch (error) {
    return (error as Fault).code;
  }
}

describe('when a pattern is read', () => {
  it.each(['0 3 * * *', '30 0 3 * * *', '*/15 8-20 * * MON-FRI', '0 0 L * *', '@daily', '0 4 1,15 * *'])('accepts "%s"', (pattern) =>
    expect(refusal(pattern)).toBeUndefined(),
  );

  it.each([
    '',
    'daily',
    '0 3 * *',
    '0 0 0 * * * 2030',
    '61 * * * *',
    '0 24 * * *',
    'a b c d e',
    '5/5 * * * *',
    '? 3 * * *',
    '@reboot',
    '@never',
    '2030-01-01T00:00:00',
  ])('refuses "%s"', (pattern) => expect(refusal(pattern)).toBe('invalid_argument'));

  it('refuses a time zone that does not exist', () => {
    expect(refusal('0 3 * * *', 'Mars/Olympus')).toBe('invalid_argument');
    expect(refusal('0 3 * * *', '')).toBeUndefined();
  });

  it.each(['0 0 30 2 *', '0 0 31 4,6,9,11 *'])('knows that "%s" never fires', (pattern) => {
    expect(planNext({ timing: timing(pattern), now: Date.parse('2026-11-21T00:00:00Z') }, calendar, () => 0)).toBeUndefined();
  });
});

describe('when the clocks go forward in Berlin, from 02:00 to 03:00 on 29 March 2026', () => {
  it('a time of day that does not exist fires once, at the moment the clocks go forward', () => {
    expect(firings('30 2 * * *', berlin, '2026-03-28T12:00:00Z', 2)).toEqual(['2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z']);
  });

  it('an interval pattern skips the hour that does not exist', () => {
    expect(firings('*/30 * * * *', berlin, '2026-03-29T00:29:00Z', 3)).toEqual([
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:00:00Z',
      '2026-03-29T01:30:00Z',
    ]);
  });

  it.each([
    ['in the hour that does not exist', ['00:30-02:30'], '2026-03-29T01:00:00Z'],
    ['after it', ['00:30-03:30'], '2026-03-29T01:30:00Z'],
  ])('blackout hours that end %s end at the first time that exists', (_, blackout, expected) => {
    const plan = planNext(
      { timing: timing('0 1 * * *', { zone: berlin, blackout }), now: Date.parse('2026-03-28T12:00:00Z') },
      calendar,
      () => 0,
    );
    expect(iso(plan?.firingAt)).toBe('2026-03-29T00:00:00Z');
    expect(iso(plan?.runAt)).toBe(expected);
  });
});

describe('when the clocks go back in Berlin, from 03:00 to 02:00 on 25 October 2026', () => {
  it('a time of day that occurs twice fires once', () => {
    expect(firings('30 2 * * *', berlin, '2026-10-24T12:00:00Z', 2)).toEqual(['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z']);
  });

  it('an interval pattern fires in both hours', () => {
    expect(firings('0 * * * *', berlin, '2026-10-24T23:30:00Z', 4)).toEqual([
      '2026-10-25T00:00:00Z',
      '2026-10-25T01:00:00Z',
      '2026-10-25T02:00:00Z',
      '2026-10-25T03:00:00Z',
    ]);
  });

  it('nothing starts while the clock shows a blackout hour, even the second time', () => {
    const blackout = ['01:00-03:00'];
    const plan = planNext(
      { timing: timing('30 1 * * *', { zone: berlin, blackout }), now: Date.parse('2026-10-24T12:00:00Z') },
      calendar,
      () => 0,
    );
    expect(iso(plan?.runAt)).toBe('2026-10-25T02:00:00Z');
  });

  it('a run starts at the first time outside blackout hours, though they begin again', () => {
    const blackout = ['01:00-02:30'];
    const plan = planNext(
      { timing: timing('30 1 * * *', { zone: berlin, blackout }), now: Date.parse('2026-10-24T12:00:00Z') },
      calendar,
      () => 0,
    );
    expect(iso(plan?.runAt)).toBe('2026-10-25T00:30:00Z');
  });
});

/** The minute of the day on a clock in the zone, without our own arithmetic. */
function wallMinute(zone: string, instant: number): number {
  const [hour = 0, minute = 0] = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    .format(instant)
    .split(':')
    .map(Number);
  return hour * 60 + minute;
}

describe('when the next run of any schedule is planned', () => {
  const zone = fc.constantFrom(
    'UTC',
    berlin,
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Africa/Casablanca',
  );
  const clock = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
  const printed = ([hour, minute]: readonly [number, number]): string =>
    `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  const blackout = fc.array(
    fc
      .tuple(clock, clock)
      .filter(([from, to]) => printed(from) !== printed(to))
      .map(([from, to]) => `${printed(from)}-${printed(to)}`),
    { maxLength: 3 },
  );
  const field = (max: number) => fc.oneof(fc.constant('*'), fc.integer({ min: 0, max }).map(String));
  // Includes both clock changes of the year.
  const now = fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2027-01-01T00:00:00Z') });

  it('is later than now, never in a blackout hour, and not before a firing of the pattern', () => {
    fc.assert(
      fc.property(
        fc.record({
          minute: field(59),
          hour: field(23),
          weekday: field(6),
          zone,
          blackout,
          now,
          jitter: fc.integer({ min: 0, max: 7200 }),
          chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
        }),
        ({ minute, hour, weekday, zone: name, blackout: texts, now: present, jitter, chance }) => {
          const request = timing(`${minute} ${hour} * * ${weekday}`, { zone: name, jitter, blackout: texts });
          fc.pre(!coverTheDay(request.blackoutHours));
          const plan = planNext({ timing: request, now: present }, calendar, () => chance)!;
          expect(plan.firingAt).toBeGreaterThan(present);
          const delay = plan.runAt - plan.firingAt;
          expect(delay).toBeGreaterThanOrEqual(0);
          if (texts.length === 0) expect(delay).toBeLessThanOrEqual(jitter * 1000);
          const wall = wallMinute(name, plan.runAt);
          for (const { from, to } of request.blackoutHours) {
            expect(from < to ? wall >= from && wall < to : wall >= from || wall < to).toBe(false);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('fires in the first minute that the pattern names, as found by counting minutes', () => {
    fc.assert(
      fc.property(field(59), field(23), field(6), now, (minute, hour, weekday, present) => {
        const fits = (text: string, value: number): boolean => text === '*' || Number(text) === value;
        let expected = Math.floor(present / 60_000) * 60_000 + 60_000;
        for (; ; expected += 60_000) {
          const date = new Date(expected);
          if (fits(minute, date.getUTCMinutes()) && fits(hour, date.getUTCHours()) && fits(weekday, date.getUTCDay())) break;
        }
        expect(patterns.nextAfter(`${minute} ${hour} * * ${weekday}`, 'UTC', present)).toBe(expected);
      }),
      { numRuns: 100 },
    );
  });

  it('a random delay takes every second up to its length and none beyond', () => {
    const plan = (chance: number) =>
      planNext({ timing: timing('0 3 * * *', { jitter: 2 }), now: Date.parse('2026-11-21T00:00:00Z') }, calendar, () => chance)!;
    expect([0, 0.3, 0.34, 0.66, 0.67, 0.999].map((chance) => (plan(chance).runAt - plan(chance).firingAt) / 1000)).toEqual([
      0, 0, 1, 1, 2, 2,
    ]);
  });
});
