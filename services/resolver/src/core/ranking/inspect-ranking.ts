import { Fault } from '@catalogsync/faults';
import type { CallFigures, SourceCalls } from '../gate/source-calls.js';
import { type BreakerStanding, worse } from './breaker.js';
import type { Breakers } from './breakers.js';
import { type Matrix, type MatrixSources, readMatrix } from './matrix.js';
import type { RankingDecision, RankingPolicyName } from './ranking-decision.js';
import type { DecisionHistory, PairStatistics, RankingStore, RecordedDecision, SourceTotals } from './ranking-store.js';
import type { SourceRanking } from './source-ranking.js';

const usualDecisions = 20;
const mostDecisions = 200;

/** How a source does. */
export interface SourceState extends CallFigures, SourceTotals {
  /** Of its searches or of its files: the one that keeps it from being asked. */
  readonly breaker: BreakerStanding;
}

/** Shows what was learned, the current order of sources, the reasons for past orders, and how sources do. */
export class InspectRanking {
  /** @param files breakers for the sources' files; the ranking has those for searches */
  constructor(
    private readonly ranking: SourceRanking,
    private readonly store: RankingStore,
    private readonly history: DecisionHistory,
    private readonly files: Breakers,
    private readonly calls: SourceCalls,
  ) {}

  /** Changes nothing. Includes the statistics of ranked sources that have any. */
  async rank(
    origin: string,
    candidates: readonly string[],
    policy: RankingPolicyName | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly decision: RankingDecision; readonly statistics: readonly PairStatistics[] }> {
    const decision = await this.ranking.rank(origin, candidates, policy, signal);
    const { bySource } = await this.store.evidence(origin, signal);
    const statistics = decision.order.flatMap(({ source }) => {
      const evidence = bySource.get(source);
      return evidence === undefined ? [] : [{ ...evidence, origin }];
    });
    return { decision, statistics };
  }

  /** @throws Fault `invalid_argument` for a limit out of range; 0 means 20 */
  async decisions(origin: string, limit: number, signal: AbortSignal): Promise<readonly RecordedDecision[]> {
    const wish = limit === 0 ? usualDecisions : limit;
    if (!Number.isInteger(wish) || wish < 1 || wish > mostDecisions)
      throw new Fault('invalid_argument', `the limit must be from 1 to ${mostDecisions}`);
    return this.history.latest(origin, wish, signal);
  }

  matrix(sources: MatrixSources, signal: AbortSignal): Promise<Matrix> {
    return readMatrix(this.ranking, this.store, sources, signal);
  }

  /** In the order given. */
  async states(sources: readonly string[], signal: AbortSignal): Promise<SourceState[]> {
    const totals = new Map((await this.store.totals(signal)).map((one) => [one.source, one]));
    return sources.map((source) => ({
      ...(totals.get(source) ?? untried(source)),
      ...this.calls.of(source).figures(),
      breaker: worse(this.ranking.breakers.standing(source), this.files.standing(source)),
    }));
  }
}

const untried = (source: string): SourceTotals => {
  return { source, attempts: 0, found: 0, faults: 0, lastAttemptAt: undefined, lastSuccessAt: undefined };
};
