import type { SourceEvidence } from './evidence.js';

/** What a source's chance is estimated from. */
export type Decayed = Pick<SourceEvidence, 'successes' | 'failures'>;

/** How likely the next song is found: the mean of the posterior Beta(a+1, b+1). */
export const meanChance = ({ successes, failures }: Decayed): number => (successes + 1) / (successes + failures + 2);

export interface ChanceInterval {
  readonly low: number;
  readonly high: number;
}

/** Decayed counts stay below a few hundred, so that even the narrowest posterior spans several of these. */
const steps = 2048;
const middles = Array.from({ length: steps }, (_, at) => (at + 0.5) / steps);
const logs = middles.map((x) => [Math.log(x), Math.log(1 - x)] as const);

/** The part on either side of the interval. */
const tail = 0.05;

/** The interval that holds the chance nine times in ten, by adding up the density of the posterior. Exact to about 0.001. */
export function chanceInterval({ successes, failures }: Decayed): ChanceInterval {
  const exponents = logs.map(([log, logOfRest]) => successes * log + failures * logOfRest);
  // Relative to the largest, or all would underflow.
  const largest = Math.max(...exponents);
  const density = exponents.map((exponent) => Math.exp(exponent - largest));
  const total = density.reduce((sum, one) => sum + one, 0);
  return { low: quantile(density, tail * total), high: quantile(density, (1 - tail) * total) };
}

function quantile(density: readonly number[], wanted: number): number {
  let sum = 0;
  for (const [at, one] of density.entries()) {
    if (sum + one >= wanted) return (at + (wanted - sum) / one) / density.length;
    sum += one;
  }
  return 1;
}
