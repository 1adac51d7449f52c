import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, toFault } from '@catalogsync/faults';
import type { OutboundLimits } from './http-options.js';

/** A failure, and how long the server asked us to wait, if it did. */
export class PassingFailure extends Error {
  constructor(
    readonly fault: Fault,
    readonly retryAfterMs: number | undefined,
  ) {
    super(fault.message, { cause: fault });
  }
}

/** `Retry-After` as milliseconds from now: seconds or an HTTP date (RFC 9110, 10.2.3). */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

export interface RetryOptions {
  /** If the server asks for longer than `maxRetryAfterMs`, the tries end: the caller can return later. */
  readonly limits: Pick<OutboundLimits, 'attempts' | 'retryPauseMs' | 'maxRetryAfterMs'>;
  /** Whether the request may be repeated although the server may have acted on it. */
  readonly repeatable: boolean;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** Retries `attempt` after each PassingFailure; the pause doubles, with jitter in its upper half. */
export async function withRetries<T>({ limits, repeatable, random, signal }: RetryOptions, attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error;
      const wished = error.retryAfterMs;
      const again = repeatable || error.fault.code === 'rate_limited';
      if (!again || tried >= limits.attempts || (wished ?? 0) > limits.maxRetryAfterMs) throw error.fault;
      const pause = wished ?? limits.retryPauseMs * 2 ** (tried - 1) * (0.5 + random() / 2);
      await rest(pause, signal);
    }
  }
}

async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch {
    // An aborted sleep does not say why; the reason tells a deadline from a caller who left.
    throw toFault(signal.reason);
  }
}
