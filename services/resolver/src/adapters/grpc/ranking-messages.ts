import { resolverRankingV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import type { BreakerStanding, BreakerState } from '../../core/ranking/breaker.js';
import type { RankingDecision, RankingPolicyName } from '../../core/ranking/ranking-decision.js';
import type { PairStatistics, RecordedDecision } from '../../core/ranking/ranking-store.js';
import type { SourceTest } from '../../core/ranking/tend-source.js';

/** Maps core types of ranking to messages and back. Nothing else knows both. */

const wire = resolverRankingV1;

function toPolicy(policy: RankingPolicyName): resolverRankingV1.RankingPolicy {
  switch (policy) {
    case 'config-order':
      return wire.RankingPolicy.RANKING_POLICY_CONFIG_ORDER;
    case 'laplace-warmup':
      return wire.RankingPolicy.RANKING_POLICY_LAPLACE_WARMUP;
    case 'ratio-adaptive':
      return wire.RankingPolicy.RANKING_POLICY_RATIO_ADAPTIVE;
    case 'ratio-thompson':
      return wire.RankingPolicy.RANKING_POLICY_RATIO_THOMPSON;
  }
}

/** @returns undefined for "as configured" @throws Fault `invalid_argument` for a value that only newer callers know */
export function fromPolicy(policy: resolverRankingV1.RankingPolicy): RankingPolicyName | undefined {
  switch (policy) {
    case wire.RankingPolicy.RANKING_POLICY_UNSPECIFIED:
      return undefined;
    case wire.RankingPolicy.RANKING_POLICY_CONFIG_ORDER:
      return 'config-order';
    case wire.RankingPolicy.RANKING_POLICY_LAPLACE_WARMUP:
      return 'laplace-warmup';
    case wire.RankingPolicy.RANKING_POLICY_RATIO_ADAPTIVE:
      return 'ratio-adaptive';
    case wire.RankingPolicy.RANKING_POLICY_RATIO_THOMPSON:
      return 'ratio-thompson';
  }
  throw new Fault('invalid_argument', 'the ranking policy is unknown');
}

function toBreakerState(state: BreakerState): resolverRankingV1.BreakerState {
  switch (state) {
    case 'closed':
      return wire.BreakerState.BREAKER_STATE_CLOSED;
    case 'open':
      return wire.BreakerState.BREAKER_STATE_OPEN;
    case 'half_open':
      return wire.BreakerState.BREAKER_STATE_HALF_OPEN;
  }
}

const instant = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());

function toBreaker({ state, faults, openUntil }: BreakerStanding): resolverRankingV1.Breaker {
  return { state: toBreakerState(state), faults, openUntil: instant(openUntil) };
}

export function toDecision({ origin, policy, reason, order }: RankingDecision): resolverRankingV1.RankingDecision {
  const ranked = order.map(({ source, score, breaker }) => ({ source, score, breaker: toBreaker(breaker) }));
  return { origin, policy: toPolicy(policy), reason, order: ranked };
}

export function toRecordedDecision(recorded: RecordedDecision): resolverRankingV1.RecordedDecision {
  return { decision: toDecision(recorded), decidedAt: instant(recorded.decidedAt), song: recorded.song };
}

export function toStatistics(pair: PairStatistics): resolverRankingV1.SourceStatistics {
  return { ...pair, lastAttemptAt: pair.lastAttemptAt ?? '', lastSuccessAt: pair.lastSuccessAt ?? '' };
}

export function toTest({ reachable, detail, elapsedMs, breaker }: SourceTest): resolverRankingV1.TestSourceResponse {
  return { reachable, detail, elapsedMs, breaker: toBreaker(breaker) };
}
