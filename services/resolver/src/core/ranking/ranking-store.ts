import type { Attempt, OriginEvidence, SourceEvidence, Verification } from './evidence.js';
import type { RankingDecision } from './ranking-decision.js';

/** What was learned about a source for the songs of one origin, with that origin's name. */
export type PairStatistics = SourceEvidence & { readonly origin: string };

/** Stores what is learned about sources; counters are exact under concurrent writes (behaviours 15, 16). */
export interface RankingStore {
  /** Committed evidence, decayed to now. @throws Fault as the database does; the signal's reason */
  evidence(origin: string, signal: AbortSignal): Promise<OriginEvidence>;
  /** In the order given; resolves once all of them are stored. */
  record(attempts: readonly Attempt[]): Promise<void>;
  /** Adds each to the try that found the file; counts no new try and no ageing. Resolves once all of them are stored. */
  recordVerifications(verifications: readonly Verification[]): Promise<void>;
  /** Deletes what is known about a source, for one origin or all. @returns how many origins knew it */
  reset(source: string, origin: string | undefined): Promise<number>;
}

/** One search, and why it asked its sources in that order. */
export interface RecordedDecision extends RankingDecision {
  /** Milliseconds since 1970. */
  readonly decidedAt: number;
  /** The song, for display. */
  readonly song: string;
}

/** A bounded history: the oldest go first. */
export interface DecisionHistory {
  append(decision: RecordedDecision): Promise<void>;
  /** Newest first. */
  latest(origin: string, limit: number, signal: AbortSignal): Promise<readonly RecordedDecision[]>;
}
