/** A list that held something before and comes back empty. */
export interface EmptyList {
  readonly isChart: boolean;
  /** When it first did, milliseconds since 1970; undefined if it had something last time. */
  readonly emptySince: number | undefined;
}

export interface EmptyRun {
  readonly now: number;
  /** When the job that asks was created: its own retries are no second opinion. */
  readonly jobCreatedAt: number;
  /** How long a chart is kept. */
  readonly keepChartsMs: number;
}

/**
 * Whether what the list held is kept. No chart is ever really empty, so a chart is kept for long; a playlist may have been
 * emptied by its owner, so it is believed once another job finds it empty too.
 */
export function isKept({ isChart, emptySince }: EmptyList, { now, jobCreatedAt, keepChartsMs }: EmptyRun): boolean {
  if (emptySince === undefined || emptySince >= jobCreatedAt) return true;
  return isChart && now - emptySince < keepChartsMs;
}

/** What becomes of a kept list, for a notice. */
export function keptUntil({ isChart, emptySince }: EmptyList, { now, keepChartsMs }: EmptyRun): string {
  if (!isChart || keepChartsMs === 0) return 'if the next job finds none either, they go';
  return `they go if it has none until ${new Date((emptySince ?? now) + keepChartsMs).toISOString().slice(0, 10)}`;
}

/** The kind of pool that charts are in. */
export const chartPool = 'toplist';
