import { Fault } from '@catalogsync/faults';
import type { RankingDecision, RankingPolicyName } from './ranking-decision.js';
import type { DecisionHistory, PairStatistics, RankingStore, RecordedDecision } from './ranking-store.js';
import type { SourceRanking } from './source-ranking.js';

const usualDecisions = 20;
const mostDecisions = 200;

/** Shows what was learned, the current order of sources, and the reasons for past orders. */
export class InspectRanking {
  constructor(
    private readonly ranking: SourceRanking,
    private readonly store: RankingStore,
    private readonly history: DecisionHistory,
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
}
