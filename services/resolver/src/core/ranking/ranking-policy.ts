import type { OriginEvidence } from './evidence.js';
import type { RankingPolicyName } from './ranking-decision.js';

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
