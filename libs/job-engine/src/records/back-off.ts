import type { ErrorClass } from './error-class.js';

/** How often, and how long apart, items of one error class are tried again by themselves. */
export interface BackOff {
  /** Tries in all, the first included; 1 means never again by itself. */
  readonly maxTries: number;
  /** Wait before the second try, in milliseconds; each further wait is `factor` times the last. */
  readonly baseMs: number;
  readonly factor: number;
  /** No wait is longer, in milliseconds. */
  readonly capMs: number;
}

export type BackOffPolicy = Readonly<Record<ErrorClass, BackOff>>;

const once: BackOff = { maxTries: 1, baseMs: 0, factor: 1, capMs: 0 };
const minute = 60_000;

/**
 * What cannot change by itself is tried once. `disk_full` counts here only when the volume is not
 * known; otherwise it pauses the jobs that need room and its tries are not counted (see disk-full.ts).
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
 * Milliseconds to wait after the `failures`-th failure in a row, or undefined when that was the last
 * try. Between half and all of the full wait, as `random` (0 to below 1) says, so that many items
 * which failed together do not come back together. `atLeastMs` is what the source itself asked for.
 */
export function waitAfterFailure(policy: BackOff, failures: number, random: number, atLeastMs = 0): number | undefined {
  if (failures >= policy.maxTries) return undefined;
  const full = Math.min(policy.capMs, policy.baseMs * policy.factor ** (failures - 1));
  return Math.max(atLeastMs, Math.round(full * (0.5 + random / 2)));
}
