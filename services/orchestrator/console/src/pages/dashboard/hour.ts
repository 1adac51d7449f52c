import type { Schemas } from '../../api/types.js';

/** One row for each minute, oldest first, as the chart takes them. */
export interface Hour {
  /** When each minute began, in seconds since 1970. */
  readonly at: number[];
  readonly songs: number[];
  readonly failures: number[];
  readonly bytes: number[];
}

export function hourOf({ from, stepSeconds, songs, failures, bytes }: Schemas['Series']): Hour {
  const start = from === null ? 0 : Date.parse(from) / 1000;
  return { at: songs.map((_, index) => start + index * stepSeconds), songs, failures, bytes };
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

interface Totals {
  readonly songs: number;
  readonly failures: number;
  readonly bytes: number;
}

export const totalsOf = (hour: Hour): Totals => ({ songs: sum(hour.songs), failures: sum(hour.failures), bytes: sum(hour.bytes) });

export const isQuiet = ({ songs, failures, bytes }: Totals): boolean => songs + failures + bytes === 0;

/** The minute with most songs, its beginning in milliseconds; undefined without any song. */
export function peakOf({ at, songs }: Hour): { readonly at: number; readonly songs: number } | undefined {
  const most = Math.max(0, ...songs);
  const start = at[songs.indexOf(most)];
  return most === 0 || start === undefined ? undefined : { at: start * 1000, songs: most };
}

/** Only where something is, with the minutes beside it: a line along the foot says nothing and hides the others. */
export const withoutQuiet = (values: readonly number[]): (number | null)[] =>
  values.map((value, at) => ((values[at - 1] ?? 0) + value + (values[at + 1] ?? 0) > 0 ? value : null));

/** The least top of a scale, so that one song in an hour is no mountain. */
const leastTop = 5;

/** Where a scale that begins at 0 ends: a little above the largest value, on a number that people like. */
export function scaleTop(largest: number): number {
  const wanted = Math.max(leastTop, largest * 1.1);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
  return power * (steps.find((step) => step * power >= wanted) ?? 10);
}
