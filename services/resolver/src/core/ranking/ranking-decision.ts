import type { BreakerStanding } from './breaker.js';
import type { OriginEvidence } from './evidence.js';

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

/** A policy's verdict: higher comes first, equal scores keep the configured order (behaviour 22). */
export type Scoring =
  | { readonly kind: 'configured'; readonly reason: string }
  /** One score per candidate, in their order. */
  | { readonly kind: 'scored'; readonly reason: string; readonly scores: readonly number[] };

/** A rule that orders sources by what was learned about them. */
export interface RankingPolicy {
  readonly name: RankingPolicyName;
  /** Whether sources with an open breaker go last; a policy that follows a fixed order says no. */
  readonly usesBreakers: boolean;
  /** Whether it uses evidence; if not, none is read. */
  readonly usesEvidence: boolean;
  score(candidates: readonly string[], evidence: OriginEvidence): Scoring;
}
