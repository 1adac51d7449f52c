/** What has been learned of one source for the songs of one origin. */
export interface SourceEvidence {
  readonly source: string;
  /** Ever tried, and ever with a candidate that passed the gate (behaviours 11 to 13, 41); never decayed. */
  readonly attempts: number;
  readonly found: number;
  /** Tries that ended in a fault; part of `attempts`. */
  readonly faults: number;
  /** Files of this source that passed verification, and that did not. */
  readonly verified: number;
  readonly refuted: number;
  /** Decayed counts as of now, see `keptAtOwnAttempt`. A success counts until its file is refuted. */
  readonly successes: number;
  readonly failures: number;
  /** Mean cost of a try in ms, as decayed; undefined before the first. */
  readonly meanCostMs: number | undefined;
  /** ISO 8601, UTC; undefined before the first. */
  readonly lastAttemptAt: string | undefined;
  readonly lastSuccessAt: string | undefined;
}

/** Everything learned for the songs of one origin. */
export interface OriginEvidence {
  /** Tries over all its sources, as counted by `attempts` (behaviour 18). */
  readonly totalAttempts: number;
  /** Tries since costs are known; an earlier tool's counters hold none. */
  readonly timedAttempts: number;
  readonly bySource: ReadonlyMap<string, SourceEvidence>;
}

/** What is left of a source's evidence when it is tried once more: its newest hundred tries weigh most. */
export const keptAtOwnAttempt = 0.99;

/**
 * What is left of it when another source of the same origin is tried: what nobody looks at fades too,
 * towards "unknown", so that a source that got better is tried again one day.
 */
export const keptAtOthersAttempt = 0.995;

/** How one try of a source for a song ended. */
export type AttemptOutcome =
  /** A candidate that passed the gate: a sure one, or one taken from the reserve. */
  | 'found'
  /** An answer without one. */
  | 'missed'
  /** No usable answer: time-out, refused, 5xx, rate limit, garbage. */
  | 'fault';

/** One try of one source for a song of another platform. */
export interface Attempt {
  /** The song's own platform; never the source itself (behaviour 40). */
  readonly origin: string;
  readonly source: string;
  readonly outcome: AttemptOutcome;
  /** How long the song waited for it, in ms. */
  readonly costMs: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What became of a source's files for a song. */
export interface Verification {
  readonly origin: string;
  readonly source: string;
  /** Whether the file passed every check. */
  readonly verified: boolean;
  /** How long the song waited for the file after it was found, in ms; part of the same try's cost. */
  readonly costMs: number;
  readonly at: number;
}
