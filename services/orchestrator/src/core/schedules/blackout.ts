import { Fault } from '@catalogsync/faults';
import type { Instant } from '@catalogsync/job-engine';

const minuteMs = 60_000;
const dayMinutes = 24 * 60;

/** Minutes of the day: first inclusive, last exclusive; across midnight if the last is smaller. */
export interface BlackoutRange {
  readonly from: number;
  readonly to: number;
}

const form = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/;

function minuteOf(hours: string, minutes: string, limit: number): number | undefined {
  const minute = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && minute <= limit ? minute : undefined;
}

/**
 * Parses hours such as `22:00-06:30`; `24:00` is the end of the day.
 * @throws Fault `invalid_argument`
 */
export function parseBlackout(text: string): BlackoutRange {
  const [, fromHours = '', fromMinutes = '', toHours = '', toMinutes = ''] = form.exec(text.trim()) ?? [];
  const from = minuteOf(fromHours, fromMinutes, dayMinutes - 1);
  const to = minuteOf(toHours, toMinutes, dayMinutes);
  if (fromHours === '' || from === undefined || to === undefined || from === to) {
    throw new Fault('invalid_argument', `"${text}" is not a range of blackout hours`, {
      hint: 'Write a range as 22:00-06:30, in 24-hour time; it may end on the next day, but must not be empty.',
    });
  }
  return { from, to };
}

export function printBlackout({ from, to }: BlackoutRange): string {
  const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return `${clock(from)}-${clock(to)}`;
}

function isInside({ from, to }: BlackoutRange, minute: number): boolean {
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** Minutes from `minute` to the first minute outside all ranges; undefined if they cover the day. */
function minutesUntilOutside(ranges: readonly BlackoutRange[], minute: number): number | undefined {
  for (let ahead = 0; ahead < dayMinutes; ahead += 1) {
    if (!ranges.some((range) => isInside(range, (minute + ahead) % dayMinutes))) return ahead;
  }
  return undefined;
}

/** True if no minute of a day is left. */
export function coverTheDay(ranges: readonly BlackoutRange[]): boolean {
  return minutesUntilOutside(ranges, 0) === undefined;
}

/**
 * The first instant from `instant` on whose wall-clock time is outside the blackout hours; undefined if they cover
 * the day. `offsetAt` is the zone's offset in milliseconds.
 */
export function firstOutside(
  ranges: readonly BlackoutRange[],
  offsetAt: (instant: Instant) => number,
  instant: Instant,
): Instant | undefined {
  for (let at = instant; ; ) {
    const offset = offsetAt(at);
    const minute = Math.floor((at + offset) / minuteMs) % dayMinutes;
    const ahead = minutesUntilOutside(ranges, minute);
    if (ahead === 0 || ahead === undefined) return ahead === 0 ? at : undefined;
    const begin = at - ((at + offset) % minuteMs);
    const end = begin + ahead * minuteMs;
    // If the clocks change in between, the end may come earlier or later: step by the minute.
    at = offsetAt(end) === offset ? end : begin + minuteMs;
  }
}
