import { resolverRankingV1 as wire } from '@catalogsync/contracts';
import { enumWords } from '@catalogsync/rpc';
import type { BreakerStanding } from '../../core/ranking/breaker.js';
import { chanceInterval, meanChance } from '../../core/ranking/chance.js';
import type { SourceState } from '../../core/ranking/inspect-ranking.js';
import type { Matrix } from '../../core/ranking/matrix.js';
import type { RankingDecision, RankingPolicyName } from '../../core/ranking/ranking-decision.js';
import type { PairStatistics, RecordedDecision } from '../../core/ranking/ranking-store.js';
import type { SourceTest } from '../../core/ranking/tend-source.js';

/** Maps core types of ranking to messages and back. Nothing else knows both. */

const policies = enumWords(wire.RankingPolicy, 'RANKING_POLICY_', '-');
const breakerStates = enumWords(wire.BreakerState, 'BREAKER_STATE_');

/** @returns undefined for "as configured" @throws Fault `invalid_argument` for a value that only newer callers know */
export const fromPolicy = (policy: wire.RankingPolicy): RankingPolicyName | undefined => policies.given(policy, 'ranking policy');

const instant = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());

function toBreaker({ state, faults, openUntil }: BreakerStanding): wire.Breaker {
  return { state: breakerStates.numberOf(state), faults, openUntil: instant(openUntil) };
}

export function toDecision({ origin, policy, reason, order }: RankingDecision): wire.RankingDecision {
  const ranked = order.map(({ source, score, breaker }) => ({ source, score, breaker: toBreaker(breaker) }));
  return { origin, policy: policies.numberOf(policy), reason, order: ranked };
}

export function toRecordedDecision(recorded: RecordedDecision): wire.RecordedDecision {
  return { decision: toDecision(recorded), decidedAt: instant(recorded.decidedAt), song: recorded.song };
}

export function toStatistics(pair: PairStatistics): wire.SourceStatistics {
  const { low, high } = chanceInterval(pair);
  const times = { lastAttemptAt: pair.lastAttemptAt ?? '', lastSuccessAt: pair.lastSuccessAt ?? '' };
  return { ...pair, ...times, chance: meanChance(pair), chanceLow: low, chanceHigh: high };
}

export function toMatrix({ policy, origins, sources, cells }: Matrix): wire.GetMatrixResponse {
  const shown = cells.map(({ position = 0, ...pair }) => ({ statistics: toStatistics(pair), position }));
  return { policy: policies.numberOf(policy), origins: [...origins], sources: [...sources], cells: shown };
}

export function toSourceState({ breaker, lastFault, lastAttemptAt = '', lastSuccessAt = '', ...state }: SourceState): wire.SourceState {
  const fault = lastFault && { code: lastFault.code, message: lastFault.message, at: instant(lastFault.at) };
  return { ...state, breaker: toBreaker(breaker), lastAttemptAt, lastSuccessAt, lastFault: fault };
}

export function toTest({ reachable, detail, elapsedMs, breaker }: SourceTest): wire.TestSourceResponse {
  return { reachable, detail, elapsedMs, breaker: toBreaker(breaker) };
}
