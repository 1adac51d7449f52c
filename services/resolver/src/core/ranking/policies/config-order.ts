import type { RankingPolicy } from '../ranking-decision.js';

/** The order that the user configured, whatever was learned. */
export function configOrder(): RankingPolicy {
  return {
    name: 'config-order',
    usesBreakers: false,
    usesEvidence: false,
    score: () => ({ kind: 'configured', reason: 'the configured order' }),
  };
}
