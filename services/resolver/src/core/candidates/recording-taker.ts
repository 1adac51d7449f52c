import type { Source } from '../sources/source.js';
import type { Offer } from './candidate.js';
import type { AskedSource, OfferVerdict } from './search-record.js';

/** Called before each source is asked (behaviour 48). */
export interface SearchProgress {
  readonly source: string;
  /** From 1. */
  readonly position: number;
  /** Eligible sources. */
  readonly count: number;
}

/** `resolving source X (i/N)` */
export function progressText({ source, position, count }: SearchProgress): string {
  return `resolving source ${source} (${position}/${count})`;
}

/** The caller of a search: hears how it goes, and decides about each offered recording. */
export interface RecordingTaker {
  asking(progress: SearchProgress): void;
  /** Called when a source's turn is over, and first for those that give no files. */
  asked(trial: AskedSource): Promise<void>;
  /**
   * Throwing ends the search.
   * @param from the source that offered it: later settings open another one
   */
  take(offer: Offer, from: Source): Promise<OfferVerdict>;
}
