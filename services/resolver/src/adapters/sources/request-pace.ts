import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, toFault } from '@catalogsync/faults';

/** A longer pause is not waited for: the caller is told when it may come again. */
const longestPauseMs = 15_000;

/**
 * Spaces the requests to a service that counts single requests and not calls of a source: lists, searches and look-ups together, in
 * the order in which they came.
 */
export class RequestPace {
  private nextAt = 0;
  private turn: Promise<void> = Promise.resolve();

  /** @param pauseMs between the beginnings of two requests */
  constructor(
    private readonly service: string,
    private readonly pauseMs: number,
  ) {}

  /**
   * Resolves when the next request may be sent.
   * @throws Fault `rate_limited` during a longer pause that the service asked for; the signal's reason
   */
  take(signal: AbortSignal): Promise<void> {
    const taken = this.turn.then(() => this.wait(signal));
    // The next turn comes whether this one was used or given up.
    this.turn = taken.catch(() => undefined);
    return taken;
  }

  /** No request for so long, as the service asked. */
  rest(ms: number): void {
    this.nextAt = Math.max(this.nextAt, performance.now() + ms);
  }

  private async wait(signal: AbortSignal): Promise<void> {
    const left = this.nextAt - performance.now();
    if (left > longestPauseMs) {
      const retryAfterMs = Math.ceil(left);
      throw new Fault('rate_limited', `${this.service} asked for a pause of ${Math.ceil(left / 1000)} s`, { retry: 'later', retryAfterMs });
    }
    try {
      if (signal.aborted || left > 0) await sleep(Math.max(0, left), undefined, { signal });
    } catch {
      // An aborted sleep does not say why; the reason tells a deadline from a caller who left.
      throw toFault(signal.reason);
    }
    this.nextAt = Math.max(this.nextAt, performance.now() + this.pauseMs);
  }
}
