import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@catalogsync/faults';
import { abortFault, type Timing } from '../../core/gate/timing.js';

/** A longer pause is not waited for: the caller is told when it may come again. */
const longestPauseMs = 15_000;

/** An abort ends a sleep early; the caller checks the signal. */
const realTime: Pick<Timing, 'elapsed' | 'sleep'> = {
  elapsed: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

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
    private readonly timing: Pick<Timing, 'elapsed' | 'sleep'> = realTime,
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
    this.nextAt = Math.max(this.nextAt, this.timing.elapsed() + ms);
  }

  private async wait(signal: AbortSignal): Promise<void> {
    const left = this.nextAt - this.timing.elapsed();
    if (left > longestPauseMs) {
      const retryAfterMs = Math.ceil(left);
      throw new Fault('rate_limited', `${this.service} asked for a pause of ${Math.ceil(left / 1000)} s`, { retry: 'later', retryAfterMs });
    }
    if (left > 0) await this.timing.sleep(left, signal);
    if (signal.aborted) throw abortFault(signal);
    this.nextAt = Math.max(this.nextAt, this.timing.elapsed() + this.pauseMs);
  }
}
