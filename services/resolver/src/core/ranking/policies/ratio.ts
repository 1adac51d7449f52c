import { type Decayed, meanChance } from '../chance.js';
import type { OriginEvidence, SourceEvidence } from '../evidence.js';
import type { RankingPolicy, Scoring } from '../ranking-decision.js';

/**
 * Asking sources in turn until one has the song costs least in descending order of chance ÷ mean cost: swapping two
 * neighbours changes the expected cost by `cost₁·chance₂ − cost₂·chance₁`, whatever comes before and after.
 */

export interface RatioOptions {
  /** Timed attempts for an origin before its order is learned; until then the configured order holds. */
  readonly gateAttempts: number;
}

/** Chance as the mean of its posterior: (a+1)/(a+b+2). */
export function ratioAdaptive(options: RatioOptions): RankingPolicy {
  return { name: 'ratio-adaptive', ...ratioPolicy(options, 'chance ÷ mean cost', meanChance) };
}

/** Chance drawn from its posterior: little-known sources sometimes come first. */
export function ratioThompson(options: RatioOptions, random: () => number): RankingPolicy {
  const chance = ({ successes, failures }: Decayed) => betaSample(successes + 1, failures + 1, random);
  return { name: 'ratio-thompson', ...ratioPolicy(options, 'drawn chance ÷ mean cost', chance) };
}

const untried: Decayed = { successes: 0, failures: 0 };

function ratioPolicy(options: RatioOptions, what: string, chance: (decayed: Decayed) => number): Omit<RankingPolicy, 'name'> {
  return {
    usesBreakers: true,
    usesEvidence: true,
    score(candidates, evidence): Scoring {
      const { timedAttempts } = evidence;
      if (timedAttempts < options.gateAttempts) {
        return { kind: 'configured', reason: `learning: ${timedAttempts} of ${options.gateAttempts} attempts` };
      }
      const usualCost = meanOfKnownCosts(candidates, evidence);
      const scores = candidates.map((source) => {
        const known = evidence.bySource.get(source);
        return chance(known ?? untried) / (costOf(known) ?? usualCost);
      });
      return { kind: 'scored', reason: `${what} over ${timedAttempts} attempts`, scores };
    },
  };
}

/** A cached answer may take no measurable time, but a ratio needs some. */
const leastCostMs = 1;

function costOf(evidence: SourceEvidence | undefined): number | undefined {
  return evidence?.meanCostMs === undefined ? undefined : Math.max(evidence.meanCostMs, leastCostMs);
}

/** The assumed cost of an untried source: the average of the others. */
function meanOfKnownCosts(candidates: readonly string[], evidence: OriginEvidence): number {
  let sum = 0;
  let count = 0;
  for (const source of candidates) {
    const cost = costOf(evidence.bySource.get(source));
    if (cost === undefined) continue;
    sum += cost;
    count++;
  }
  return count === 0 ? leastCostMs : sum / count;
}

/** Draws from the Beta distribution; both parameters at least 1. `random` gives numbers from 0 up to 1. @internal for tests */
export function betaSample(alpha: number, beta: number, random: () => number): number {
  const x = gammaSample(alpha, random);
  return x / (x + gammaSample(beta, random));
}

/** G. Marsaglia, W. W. Tsang, "A Simple Method for Generating Gamma Variables" (2000); shape at least 1, scale 1. */
function gammaSample(shape: number, random: () => number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normalSample(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** G. E. P. Box, M. E. Muller (1958). */
function normalSample(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
