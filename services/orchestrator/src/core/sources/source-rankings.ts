import type { Breaker } from './source-states.js';

export const rankingPolicies = ['configOrder', 'laplaceWarmup', 'ratioAdaptive', 'ratioThompson'] as const;

export type RankingPolicy = (typeof rankingPolicies)[number];

/** What was learned about a source for the songs of one origin. */
export interface SourceEvidence {
  readonly origin: string;
  readonly source: string;
  readonly attempts: number;
  readonly found: number;
  readonly faults: number;
  /** Files that passed verification, and files that failed it. */
  readonly verified: number;
  readonly refuted: number;
  /** Decayed counts, as of now. */
  readonly successes: number;
  readonly failures: number;
  /** How likely the next song is found, and the interval that holds it nine times in ten; from 0 to 1. */
  readonly chance: number;
  readonly chanceLow: number;
  readonly chanceHigh: number;
  /** Undefined before the first try. */
  readonly meanCostMs: number | undefined;
}

export interface MatrixCell extends SourceEvidence {
  /** Its place in the origin's current order, from 1; undefined if it is not asked. */
  readonly position: number | undefined;
}

export interface RankingMatrix {
  readonly policy: RankingPolicy;
  readonly origins: readonly string[];
  readonly sources: readonly string[];
  readonly cells: readonly MatrixCell[];
}

export interface RankedSource {
  readonly source: string;
  /** Undefined if the configured order applies. */
  readonly score: number | undefined;
  readonly breaker: Breaker;
}

/** An order of sources, and why. */
export interface Ranking<Ranked extends RankedSource = RankedSource> {
  readonly origin: string;
  readonly policy: RankingPolicy;
  /** One sentence. */
  readonly reason: string;
  readonly order: readonly Ranked[];
}

/** A source in its place, with what was learned about it, if anything. */
export interface EvidencedSource extends RankedSource {
  readonly statistics: SourceEvidence | undefined;
}

export interface PastRanking extends Ranking {
  /** Milliseconds since 1970. */
  readonly decidedAt: number;
  /** The song in words. */
  readonly song: string;
}

export interface RankingWish {
  /** Undefined for the configured one. */
  readonly policy: RankingPolicy | undefined;
  /** In configured order; none for every source that is asked. */
  readonly sources: readonly string[];
}

/** In which order sources are asked, and why. Reads only. Throws Faults like `SourceStates`. */
export interface SourceRankings {
  matrix(signal: AbortSignal): Promise<RankingMatrix>;
  /** The order under these conditions. @throws Fault `not_found` for an unknown source */
  rank(origin: string, wish: RankingWish, signal: AbortSignal): Promise<Ranking<EvidencedSource>>;
  /** Newest first. @param limit at most 200 */
  decisions(origin: string, limit: number, signal: AbortSignal): Promise<readonly PastRanking[]>;
}
