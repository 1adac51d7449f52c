import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, toFault } from '@catalogsync/faults';

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
  readonly attempts: number;
  readonly pauseMs: number;
  /** If the server asks for longer, the tries end: the caller can return later. */
  readonly maxRetryAfterMs: number;
  /** Whether the request may be repeated although the server may have acted on it. */
  readonly repeatable: boolean;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** Retries `attempt` after each PassingFailure; the pause doubles, with jitter in its upper half. */
export async function withRetries<T>(options: RetryOptions, attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PassingFailure)) throw error;
      const wished = error.retryAfterMs;
      const again = options.repeatable || error.fault.code === 'rate_limited';
      if (!again || tried >= options.attempts || (wished ?? 0) > options.maxRetryAfterMs) throw error.fault;
      const pause = wished ?? options.pauseMs * 2 ** (tried - 1) * (0.5 + options.random() / 2);
      await rest(pause, options.signal);
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
