/**
 * Part of a list that is read by id. A filter that no index answers reads a bounded number of records, so a part may be short
 * although more follows.
 */
export interface ListPart<Row> {
  readonly rows: readonly Row[];
  /** The id after which the list goes on; undefined at its end. */
  readonly next: number | undefined;
}

/** Where a part begins, and its length. */
export interface PartQuery {
  /** Ids beyond this one, in the order of the list. */
  readonly beyond?: number;
  readonly limit: number;
}

export const listOrders = ['asc', 'desc'] as const;
export type ListOrder = (typeof listOrders)[number];

/** Records that one part reads at most to find those that match: some milliseconds of work. */
export const mostRead = 5_000;
