import { Fault } from '@catalogsync/faults';
import type { Breakers } from './breakers.js';
import type { Attempt, OriginEvidence, Verification } from './evidence.js';
import type { RankedSource, RankingDecision, RankingPolicy, RankingPolicyName } from './ranking-decision.js';
import type { RankingStore } from './ranking-store.js';

export type RankingPolicies = Readonly<Record<RankingPolicyName, RankingPolicy>>;

const nothingKnown: OriginEvidence = { totalAttempts: 0, timedAttempts: 0, bySource: new Map() };

/** Orders sources for the songs of an origin by what was learned, and learns more. */
export class SourceRanking {
  /** Without a store, nothing is learned and the configured order holds (behaviour 44). */
  constructor(
    private readonly store: RankingStore | undefined,
    private readonly policies: RankingPolicies,
    /** The policy that is configured. */
    readonly usual: RankingPolicyName,
    readonly breakers: Breakers,
  ) {}

  /**
   * A permutation of the candidates (behaviour 24). Nothing else depends on it: neither matching nor what is stored
   * about songs (26).
   * @throws Fault as the store does; the signal's reason
   */
  async rank(
    origin: string,
    candidates: readonly string[],
    policyName: RankingPolicyName | undefined,
    signal: AbortSignal,
  ): Promise<RankingDecision> {
    const policy = this.policies[policyName ?? this.usual];
    const { name, usesBreakers } = policy;
    if (candidates.length === 0) return { origin, policy: name, reason: 'there is no source to ask', usesBreakers, order: [] };
    const evidence = (policy.usesEvidence ? await this.store?.evidence(origin, signal) : undefined) ?? nothingKnown;
    const scoring = policy.score(candidates, evidence);
    const placed = candidates.map((source, at): RankedSource => {
      return { source, score: scoring.kind === 'scored' ? scoring.scores[at] : undefined, breaker: this.breakers.standing(source) };
    });
    const order = scoring.kind === 'scored' ? placed.sort((a, b) => (b.score ?? 0) - (a.score ?? 0)) : placed;
    return { origin, policy: name, reason: scoring.reason, usesBreakers, order: usesBreakers ? openLast(order) : order };
  }

  /** The configured order, used if the statistics cannot be read (behaviour 42). */
  unlearned(origin: string, candidates: readonly string[], reason: string): RankingDecision {
    const order = candidates.map((source) => ({ source, score: undefined, breaker: this.breakers.standing(source) }));
    return { origin, policy: 'config-order', reason, usesBreakers: true, order: openLast(order) };
  }

  /**
   * Attempts, then the fate of the files that they found, which adds to them.
   * @throws Fault `invalid_argument` for an invalid one; nothing is stored then
   */
  async record(attempts: readonly Attempt[], verifications: readonly Verification[] = []): Promise<void> {
    for (const one of [...attempts, ...verifications]) checkTry(one);
    if (attempts.length > 0) await this.store?.record(attempts);
    if (verifications.length > 0) await this.store?.recordVerifications(verifications);
  }
}

function openLast(order: readonly RankedSource[]): RankedSource[] {
  const isOpen = ({ breaker }: RankedSource): boolean => breaker.state === 'open';
  return [...order.filter((ranked) => !isOpen(ranked)), ...order.filter(isOpen)];
}

function checkTry({ origin, source, costMs }: Pick<Attempt, 'origin' | 'source' | 'costMs'>): void {
  if (origin === '' || source === '') throw new Fault('invalid_argument', 'an attempt must name its origin and its source');
  if (origin === source) throw new Fault('invalid_argument', `the source "${source}" is not ranked for its own songs`);
  if (!Number.isFinite(costMs) || costMs < 0)
    throw new Fault('invalid_argument', 'the cost of an attempt must be a number of milliseconds, 0 or more');
}
