import type { Instant } from '@catalogsync/job-engine';

/** What all jobs together did within one minute. */
export interface MinuteSum {
  /** Minutes since 1970. */
  readonly minute: number;
  /** Songs downloaded. */
  readonly songs: number;
  readonly bytes: number;
  readonly failures: number;
}

export interface SeriesReader {
  /** Ascending; minutes in which nothing ended are left out. */
  minutesSince(minute: number): Promise<readonly MinuteSum[]>;
}

export interface Series {
  readonly from: Instant;
  readonly songs: readonly number[];
  readonly bytes: readonly number[];
  readonly failures: readonly number[];
}

const minuteMs = 60_000;

/** The last minutes up to the present one, oldest first. */
export async function seriesOf(reader: SeriesReader, now: Instant, minutes: number): Promise<Series> {
  const first = Math.floor(now / minuteMs) - minutes + 1;
  const sums = new Map((await reader.minutesSince(first)).map((sum) => [sum.minute, sum]));
  const values = (of: (sum: MinuteSum) => number): number[] =>
    Array.from({ length: minutes }, (_, index) => {
      const sum = sums.get(first + index);
      return sum === undefined ? 0 : of(sum);
    });
  return {
    from: first * minuteMs,
    songs: values(({ songs }) => songs),
    bytes: values(({ bytes }) => bytes),
    failures: values(({ failures }) => failures),
  };
}
