import type { BreakerStanding } from './breaker.js';

export const rankingPolicies = ['config-order', 'laplace-warmup', 'ratio-adaptive', 'ratio-thompson'] as const;

export type RankingPolicyName = (typeof rankingPolicies)[number];

/** One source in its place. */
export interface RankedSource {
  readonly source: string;
  /** The basis of its place; undefined if the configured order holds. */
  readonly score: number | undefined;
  readonly breaker: BreakerStanding;
}

/** In which order sources are asked, and why. */
export interface RankingDecision {
  readonly origin: string;
  readonly policy: RankingPolicyName;
  /** One sentence: the basis of the order. */
  readonly reason: string;
  /** Whether a source with an open breaker is asked last. */
  readonly usesBreakers: boolean;
  readonly order: readonly RankedSource[];
}
