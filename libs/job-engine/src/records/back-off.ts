import type { ErrorClass } from './error-class.js';

/** How often, and how far apart, items of one error class are retried automatically. */
export interface BackOff {
  /** Tries in all, including the first; 1 means no automatic retry. */
  readonly maxTries: number;
  /** Wait before the second try in milliseconds; each further wait is `factor` times the last. */
  readonly baseMs: number;
  readonly factor: number;
  /** Longest wait, in milliseconds. */
  readonly capMs: number;
}

export type BackOffPolicy = Readonly<Record<ErrorClass, BackOff>>;

/** No wish of a source keeps a job waiting for longer. */
const longestWishMs = 86_400_000;

const once: BackOff = { maxTries: 1, baseMs: 0, factor: 1, capMs: 0 };
const minute = 60_000;

/**
 * Errors that do not go away by themselves are tried once. `disk_full` is one of them only if the volume is
 * unknown; otherwise it pauses the jobs that need room and its tries are not counted (see disk-full.ts).
 */
export const defaultBackOff: BackOffPolicy = {
  not_found: once,
  rejected: once,
  auth: once,
  disk_full: { maxTries: 5, baseMs: minute, factor: 2, capMs: 30 * minute },
  source_down: { maxTries: 5, baseMs: 30_000, factor: 2, capMs: 30 * minute },
  rate_limited: { maxTries: 8, baseMs: minute, factor: 2, capMs: 60 * minute },
  internal: { maxTries: 3, baseMs: 5_000, factor: 4, capMs: 10 * minute },
};

/**
 * Milliseconds to wait after the `failures`-th failure in a row, or undefined if that was the last try.
 * `random` (0 to below 1) picks a point between half and all of the full wait, so that items which failed
 * together do not return together. `atLeastMs` is what the source itself asked for; it gets at most a day.
 */
export function waitAfterFailure(policy: BackOff, failures: number, random: number, atLeastMs = 0): number | undefined {
  if (failures >= policy.maxTries) return undefined;
  const full = Math.min(policy.capMs, policy.baseMs * policy.factor ** (failures - 1));
  return Math.max(Math.min(atLeastMs, longestWishMs), Math.round(full * (0.5 + random / 2)));
}
