import type { EarlierCounts, EarlierRows, ImportedTable } from './earlier-library.js';
import type { RowOutcome } from './import-report.js';

/**
 * Writes rows of an earlier tool into the catalogue, one outcome each, in order. What the catalogue knows already stays;
 * what it lacks is filled in. Writing rows again changes nothing.
 */
export type ImportStore = {
  readonly [Table in ImportedTable]: (rows: ReadonlyArray<EarlierRows[Table]>) => Promise<readonly RowOutcome[]>;
};

export interface ImportWriter {
  /** Runs `work` in one transaction. @throws Fault `canceled` if the signal aborted before its turn */
  run<T>(work: (stores: { readonly imports: ImportStore }) => Promise<T>, options: { readonly signal: AbortSignal }): Promise<T>;
}

/** Takes counts over into the statistics of sources. @throws Fault `unavailable`, `timeout` if the resolver does not answer */
export interface StatisticsTaker {
  takeOver(counts: readonly EarlierCounts[], signal: AbortSignal): Promise<Readonly<Record<'added' | 'changed' | 'same', number>>>;
}
