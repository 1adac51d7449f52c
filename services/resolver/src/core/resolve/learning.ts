import type { Logger } from '@catalogsync/runtime';
import type { Timing } from '../downloads/timing.js';
import type { Breakers } from '../ranking/breakers.js';
import type { Attempt, Verification } from '../ranking/evidence.js';
import type { RankingDecision, RankingPolicyName } from '../ranking/ranking-decision.js';
import type { DecisionHistory } from '../ranking/ranking-store.js';
import type { SourceRanking } from '../ranking/source-ranking.js';

/**
 * Ranking as a resolve uses it: a store that fails costs the learned order or what was to be learned,
 * never the resolve (behaviours 42, 43).
 */
export class Learning {
  constructor(
    private readonly ranking: SourceRanking,
    private readonly history: DecisionHistory | undefined,
    private readonly timing: Pick<Timing, 'now' | 'elapsed'>,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  get breakers(): Breakers {
    return this.ranking.breakers;
  }

  now(): number {
    return this.timing.now();
  }

  /** Milliseconds of a clock that cannot jump, for differences only. */
  elapsed(): number {
    return this.timing.elapsed();
  }

  order(origin: string, candidates: readonly string[], policy?: RankingPolicyName): RankingDecision {
    try {
      return this.ranking.rank(origin, candidates, policy);
    } catch (error) {
      this.log.warn({ err: error, origin }, 'the statistics of sources cannot be read: the configured order is used');
      return this.ranking.unlearned(origin, candidates, 'the statistics cannot be read: the configured order');
    }
  }

  /** Stores what a resolve learned, and why it asked in that order. */
  async remember(attempts: readonly Attempt[], decision?: RankingDecision, song = ''): Promise<void> {
    const stored = [this.ranking.record(attempts)];
    if (decision !== undefined && this.history !== undefined) {
      stored.push(this.history.append({ ...decision, decidedAt: this.timing.now(), song }));
    }
    for (const { status, ...ended } of await Promise.allSettled(stored)) {
      if (status === 'rejected')
        this.log.warn({ err: 'reason' in ended ? ended.reason : undefined }, 'what a resolve learned was not stored');
    }
  }

  /** What became of a file. */
  async rememberVerification(verification: Verification): Promise<void> {
    try {
      await this.ranking.recordVerification(verification);
    } catch (error) {
      this.log.warn({ err: error }, 'what became of a file was not stored');
    }
  }
}
