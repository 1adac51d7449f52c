/**
 * How a database came: a `copy` of a file on this machine, a chain of changes to an earlier one (`delta`), the whole file packed
 * (`full`) or as it is (`plain`).
 */
const fetchWays = ['copy', 'delta', 'full', 'plain'] as const;
export type FetchWay = (typeof fetchWays)[number];

/** What was fetched since the start, for metrics. */
export class FetchCounts {
  readonly bytes: Record<FetchWay, number> = { copy: 0, delta: 0, full: 0, plain: 0 };
  /** Ways that did not lead to a sound database, so that another one was taken. */
  readonly failed: Record<FetchWay, number> = { copy: 0, delta: 0, full: 0, plain: 0 };

  add(way: FetchWay, bytes: number): void {
    this.bytes[way] += bytes;
  }

  fail(way: FetchWay): void {
    this.failed[way] += 1;
  }
}
