import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coverTheDay, firstOutside, parseBlackout, printBlackout } from './blackout.js';

const utc = (): number => 0;
const at = (text: string): number => Date.parse(`2026-11-21T${text}Z`);
const out = (ranges: readonly string[], instant: number, offset = utc): string | undefined => {
  const found = firstOutside(ranges.map(parseBlackout), offset, instant);
  return found === undefined ? undefined : new Date(found).toISOString().slice(0, 19);
};

function refusal(text: string): string | undefined {
  try {
    parseBlackout(text);
    return undefined;
  } catch (error) {
    return (error as Fault).code;
  }
}

describe('when blackout hours are read', () => {
  it.each([
    '',
    '22:00',
    '22-06',
    '22:00-',
    '24:00-06:00',
    '22:60-23:00',
    '10:00-24:01',
    '10:00-10:00',
    '-1:00-02:00',
    '1:0-2:0',
    '22:00–06:00',
  ])('refuses "%s"', (text) => expect(refusal(text)).toBe('invalid_argument'));

  it.each([
    ['22:00-06:30', '22:00-06:30'],
    [' 7:05-9:00 ', '07:05-09:00'],
    ['00:00-24:00', '00:00-24:00'],
  ])('reads "%s"', (text, printed) => expect(printBlackout(parseBlackout(text))).toBe(printed));

  it('prints what it has read so that it can be read again', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(minute, fc.integer({ min: 0, max: 1440 }), (from, to) => {
        fc.pre(from !== to);
        expect(parseBlackout(printBlackout({ from, to }))).toEqual({ from, to });
      }),
    );
  });

  it.each([
    [['00:00-24:00'], true],
    [['00:00-12:00', '12:00-24:00'], true],
    [['18:00-07:00', '06:00-18:00'], true],
    [['00:00-23:59'], false],
    [['22:00-06:30'], false],
    [[], false],
  ])('knows whether %j cover the whole day', (texts, covers) => {
    expect(coverTheDay(texts.map(parseBlackout))).toBe(covers);
  });
});

describe('when an instant lies in blackout hours', () => {
  it.each([
    ['before them', '21:59:59', '2026-11-21T21:59:59'],
    ['at their start', '22:00:00', '2026-11-22T06:30:00'],
    ['before midnight', '23:59:59', '2026-11-22T06:30:00'],
    ['after midnight', '00:00:00', '2026-11-21T06:30:00'],
    ['at their last second', '06:29:59', '2026-11-21T06:30:00'],
    ['at their end', '06:30:00', '2026-11-21T06:30:00'],
  ])('%s: finds the end of hours that cross midnight', (_, time, expected) => {
    expect(out(['22:00-06:30'], at(time))).toBe(expected);
  });

  it('joins ranges that overlap or touch', () => {
    expect(out(['01:00-02:00', '01:30-03:00', '03:00-04:15'], at('01:10:00'))).toBe('2026-11-21T04:15:00');
  });

  it('says so if they never end', () => {
    expect(out(['00:00-24:00'], at('01:10:00'))).toBeUndefined();
  });

  it('uses the local time of the zone', () => {
    expect(out(['22:00-06:30'], at('21:10:00'), () => 2 * 3_600_000)).toBe('2026-11-22T04:30:00');
  });

  it('finds the first minute outside, never one inside, even across clock changes', () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 1440 }))
      .filter(([from, to]) => from !== to)
      .map(([from, to]) => ({ from, to }));
    const start = at('00:00:00');
    fc.assert(
      fc.property(
        fc.array(range, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 2880 * 60 }),
        fc.integer({ min: 0, max: 2880 }),
        fc.constantFrom(-60, -30, 0, 30, 60, 120),
        (ranges, seconds, change, step) => {
          fc.pre(!coverTheDay(ranges));
          const offset = (instant: number): number => (instant >= start + change * 60_000 ? step * 60_000 : 0);
          // As read from a wall clock, minute by minute.
          const inside = (instant: number): boolean => {
            const minute = Math.floor((instant + offset(instant)) / 60_000) % 1440;
            return ranges.some(({ from, to }) => (from < to ? from <= minute && minute < to : !(to <= minute && minute < from)));
          };
          const instant = start + seconds * 1000;
          let expected = instant;
          while (inside(expected)) expected = Math.floor(expected / 60_000) * 60_000 + 60_000;
          expect(firstOutside(ranges, offset, instant)).toBe(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});
