import type { Logger } from '@catalogsync/runtime';
import { abortFault, type Timing } from '../gate/timing.js';
import { type Breakers, SourceStanding } from './breakers.js';
import type { Attempt, Verification } from './evidence.js';
import type { RankingDecision, RankingPolicyName } from './ranking-decision.js';
import type { DecisionHistory } from './ranking-store.js';
import type { RecordedSearch } from './recorded-search.js';
import type { SourceRanking } from './source-ranking.js';

/** What one search learned. */
export interface Lesson {
  readonly attempts: readonly Attempt[];
  /** The fate of the files found; each belongs to one of the attempts. */
  readonly verifications: readonly Verification[];
  readonly search: Omit<RecordedSearch, 'endedAt'>;
}

/**
 * Ranking as used by a search: a failing store costs the learned order or the new knowledge, never the search
 * (behaviours 42, 43).
 */
export class Learning {
  readonly standing: SourceStanding;

  /** @param files breakers for the sources' files; the ranking has those for searches */
  constructor(
    private readonly ranking: SourceRanking,
    files: Breakers,
    private readonly history: DecisionHistory | undefined,
    readonly timing: Pick<Timing, 'now' | 'elapsed'>,
    private readonly log: Pick<Logger, 'warn'>,
  ) {
    this.standing = new SourceStanding(ranking.breakers, files);
  }

  /** @throws only the signal's reason */
  async order(
    origin: string,
    candidates: readonly string[],
    policy: RankingPolicyName | undefined,
    signal: AbortSignal,
  ): Promise<RankingDecision> {
    try {
      return await this.ranking.rank(origin, candidates, policy, signal);
    } catch (error) {
      if (signal.aborted) throw abortFault(signal);
      this.log.warn({ err: error, origin }, 'cannot read the statistics of sources; using the configured order');
      return this.ranking.unlearned(origin, candidates, 'the statistics cannot be read: the configured order');
    }
  }

  /** Never rejects. Waits for the store even if the caller has left, because what was learned still counts. */
  async remember({ attempts, verifications, search }: Lesson): Promise<void> {
    const stored = [this.ranking.record(attempts, verifications)];
    if (this.history !== undefined) stored.push(this.history.append({ ...search, endedAt: this.timing.now() }));
    for (const { status, ...ended } of await Promise.allSettled(stored)) {
      if (status === 'rejected') this.log.warn({ err: 'reason' in ended ? ended.reason : undefined }, 'cannot store what a search learned');
    }
  }
}
