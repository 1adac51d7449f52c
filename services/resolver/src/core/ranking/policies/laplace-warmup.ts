import type { RankingPolicy } from '../ranking-decision.js';

export interface LaplaceOptions {
  /** Attempts for an origin, over all its sources, before anything is reordered (behaviours 17 to 19). */
  readonly warmupAttempts: number;
}

/** By smoothed success rate alone: (s+1)/(a+2), so that an untried source counts as one half (behaviours 20, 21, 25). */
export function laplaceWarmup({ warmupAttempts }: LaplaceOptions): RankingPolicy {
  return {
    name: 'laplace-warmup',
    usesBreakers: false,
    usesEvidence: true,
    score(candidates, evidence) {
      if (evidence.totalAttempts < warmupAttempts) {
        return { kind: 'configured', reason: `warming up: ${evidence.totalAttempts} of ${warmupAttempts} attempts` };
      }
      const scores = candidates.map((source) => {
        const { attempts = 0, found = 0 } = evidence.bySource.get(source) ?? {};
        return (found + 1) / (attempts + 2);
      });
      return { kind: 'scored', reason: `rate of success over ${evidence.totalAttempts} attempts`, scores };
    },
  };
}
