import { platformName } from '@catalogsync/catalog';
import type { SourceRegistry } from '../sources/source-registry.js';

/** What was learned about one source for the songs of one origin. */
export interface SourceEvidence {
  readonly source: string;
  /** All tries, and all with a candidate that passed the gate (behaviours 11 to 13, 41); never decayed. */
  readonly attempts: number;
  readonly found: number;
  /** Tries that ended in a fault; included in `attempts`. */
  readonly faults: number;
  /** Files of this source that passed verification, and those that did not. */
  readonly verified: number;
  readonly refuted: number;
  /** Decayed counts as of now, see `keptAtOwnAttempt`. A success counts until its file fails verification. */
  readonly successes: number;
  readonly failures: number;
  /** Mean cost of a try in ms, decayed; undefined before the first. */
  readonly meanCostMs: number | undefined;
  /** ISO 8601, UTC; undefined before the first. */
  readonly lastAttemptAt: string | undefined;
  readonly lastSuccessAt: string | undefined;
}

/** Everything that was learned for the songs of one origin. */
export interface OriginEvidence {
  /** Tries over all its sources, as counted by `attempts` (behaviour 18). */
  readonly totalAttempts: number;
  /** Tries with known cost; an earlier tool's counters have none. */
  readonly timedAttempts: number;
  readonly bySource: ReadonlyMap<string, SourceEvidence>;
}

/** The share of a source's evidence that survives one more try of it: its latest hundred tries weigh most. */
export const keptAtOwnAttempt = 0.99;

/**
 * The share that survives a try of another source for the same origin: unused evidence fades towards "unknown", so
 * that a source that got better is tried again one day.
 */
export const keptAtOthersAttempt = 0.995;

/** How one try of a source for a song ended. */
export type AttemptOutcome =
  /** A candidate that passed the gate: a sure one, or one taken from the reserve. */
  | 'found'
  /** An answer without such a candidate. */
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

/** The fate of a source's files for a song. */
export interface Verification {
  readonly origin: string;
  readonly source: string;
  /** Whether the file passed every check. */
  readonly verified: boolean;
  /** How long the song waited for the file after it was found, in ms; part of the same try's cost. */
  readonly costMs: number;
  readonly at: number;
}

/** The origin of songs without a platform. */
const noOrigin = 'none';

/** The key of the statistics for a platform's songs; the platform need not be a source. */
export function originOf(platform: string | undefined, registry: SourceRegistry): string {
  const name = registry.find(platform)?.name ?? platformName(platform ?? '');
  return name === '' ? noOrigin : name;
}
