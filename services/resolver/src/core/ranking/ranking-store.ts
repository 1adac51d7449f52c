import type { Attempt, OriginEvidence, SourceEvidence, Verification } from './evidence.js';
import type { RankingDecision } from './ranking-decision.js';

/** Keeps what is learned of sources; counters are exact however many record at once (behaviours 15, 16). */
export interface RankingStore {
  /** Committed evidence, decayed to now. @throws Fault as the database does */
  evidence(origin: string): OriginEvidence;
  /** In the order given; resolves once all of them are stored. */
  record(attempts: readonly Attempt[]): Promise<void>;
  /** Adds to the try that found the file: no try of its own, no ageing. */
  recordVerification(verification: Verification): Promise<void>;
  /** Forgets what is known of a source, for one origin or for all. @returns how many origins knew it */
  reset(source: string, origin: string | undefined): Promise<number>;
  /** Every pair, by origin and source, or those of one origin. */
  statistics(origin: string | undefined): readonly (SourceEvidence & { readonly origin: string })[];
}

/** One resolve, and why it asked its sources in that order. */
export interface RecordedDecision extends RankingDecision {
  /** Milliseconds since 1970. */
  readonly decidedAt: number;
  /** The song in words. */
  readonly song: string;
}

/** A bounded history: the oldest go first. */
export interface DecisionHistory {
  append(decision: RecordedDecision): Promise<void>;
  /** Newest first. */
  latest(origin: string, limit: number): readonly RecordedDecision[];
}
