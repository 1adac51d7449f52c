import { choice, integer } from '@catalogsync/runtime';
import { rankingPolicies } from './core/ranking/ranking-decision.js';

/** Keys of resolving and ranking. */
export const resolveKeys = {
  RANKING_POLICY: choice(rankingPolicies, {
    help: 'How to order the other sources for a song: as configured; by success rate after a warm-up; by learned chance and time; the same with some random exploration.',
    default: 'ratio-adaptive',
  }),
  RANKING_WARMUP_ATTEMPTS: integer({
    help: 'laplace-warmup: attempts for songs of one platform before the order changes.',
    default: 1000,
    min: 0,
    max: 1_000_000,
    unit: 'attempts',
  }),
  RANKING_GATE_ATTEMPTS: integer({
    help: 'ratio-adaptive and ratio-thompson: attempts for songs of one platform before the order changes.',
    default: 30,
    min: 0,
    max: 1_000_000,
    unit: 'attempts',
  }),
  RESOLVE_AHEAD: integer({
    help: 'Searches for a song that may run ahead of the current source: faster, but some requests are wasted.',
    default: 0,
    min: 0,
    max: 16,
    unit: 'searches',
  }),
} as const;
