import { resolverRankingV1 as ranking, resolverV1 } from '@catalogsync/contracts';
import { enumWords, required } from '@catalogsync/rpc';
import type {
  EvidencedSource,
  MatrixCell,
  RankedSource,
  Ranking,
  RankingPolicy,
  SourceEvidence,
} from '../../core/sources/source-rankings.js';
import type { Breaker, SourceFault, SourceState } from '../../core/sources/source-states.js';

// proto3 has no absent scalars: empty and 0 mean unknown (see the .proto).

const breakerStates = enumWords(ranking.BreakerState, 'BREAKER_STATE_', 'camel');
const capabilities = enumWords(resolverV1.SourceCapability, 'SOURCE_CAPABILITY_', 'camel');
const policies = enumWords(ranking.RankingPolicy, 'RANKING_POLICY_', 'camel');

export const fromPolicy = (policy: RankingPolicy | undefined): ranking.RankingPolicy => policies.numberOf(policy);

/** @throws Fault `data_corrupt` for one that only newer resolvers know */
export const toPolicy = (policy: ranking.RankingPolicy): RankingPolicy => required(policies.wordOf(policy), 'known ranking policy');

/** An earlier tool wrote the times of tries as it liked. */
const instantOf = (text: string): number | undefined => Date.parse(text) || undefined;

export function toBreaker(message: ranking.Breaker | undefined): Breaker {
  const { state, faults, openUntil } = required(message, 'breaker');
  return { state: breakerStates.wordOf(state) ?? 'closed', faults, openUntil: instantOf(openUntil) };
}

function toFault({ at, ...fault }: ranking.SourceFault): SourceFault {
  return { ...fault, at: Date.parse(at) };
}

export function toSourceState(source: resolverV1.Source, state: ranking.SourceState): SourceState {
  const { breaker, lastAttemptAt, lastSuccessAt, lastFault, source: name, ...counts } = state;
  return {
    ...counts,
    name,
    configured: source.configured,
    capabilities: source.capabilities.flatMap((one) => capabilities.wordOf(one) ?? []),
    aliases: source.aliases,
    leftOut: source.leftOut,
    breaker: toBreaker(breaker),
    medianMs: state.medianMs,
    p95Ms: state.p95Ms,
    lastAttemptAt: instantOf(lastAttemptAt),
    lastSuccessAt: instantOf(lastSuccessAt),
    lastFault: lastFault && toFault(lastFault),
  };
}

function toEvidence(statistics: ranking.SourceStatistics): SourceEvidence {
  return { ...statistics, meanCostMs: statistics.meanCostMs };
}

export function toCell({ statistics, position }: ranking.MatrixCell): MatrixCell {
  return { ...toEvidence(required(statistics, 'statistics')), position: position || undefined };
}

function toRanked({ source, score, breaker }: ranking.RankedSource): RankedSource {
  return { source, score, breaker: toBreaker(breaker) };
}

export function toRanking(message: ranking.RankingDecision | undefined): Ranking {
  const { origin, policy, reason, order } = required(message, 'order');
  return { origin, policy: toPolicy(policy), reason, order: order.map(toRanked) };
}

export function toEvidencedRanking({ decision, statistics }: ranking.RankResponse): Ranking<EvidencedSource> {
  const bySource = new Map(statistics.map((one) => [one.source, toEvidence(one)]));
  const { order, ...why } = toRanking(decision);
  return { ...why, order: order.map((ranked) => ({ ...ranked, statistics: bySource.get(ranked.source) })) };
}
