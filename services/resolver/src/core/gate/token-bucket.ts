import type { SourceLimits } from '../sources/source.js';
import { abortFault, type Timing } from './timing.js';

/** How often a source may be asked, whatever for: calls take a token each, first come, first served (behaviour 190). */
export class TokenBucket {
  private tokens: number;
  private refilledAt: number;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly rate: SourceLimits['rate'],
    private readonly timing: Pick<Timing, 'elapsed' | 'sleep'>,
  ) {
    this.tokens = rate?.tokens ?? 0;
    this.refilledAt = timing.elapsed();
  }

  /** Resolves when there was a token; at once without a rate. @throws the signal's reason */
  take(signal: AbortSignal): Promise<void> {
    const { rate } = this;
    if (rate === undefined) return Promise.resolve();
    // One after the other, so that no two wait for the same token.
    const taken = this.turn.then(() => this.wait(rate, signal));
    // The next turn comes whether this one got its token or gave up.
    this.turn = taken.catch(() => undefined);
    return taken;
  }

  private async wait(rate: NonNullable<SourceLimits['rate']>, signal: AbortSignal): Promise<void> {
    for (;;) {
      if (signal.aborted) throw abortFault(signal);
      const now = this.timing.elapsed();
      this.tokens = Math.min(rate.tokens, this.tokens + (Math.max(0, now - this.refilledAt) * rate.tokens) / rate.perMs);
      this.refilledAt = now;
      // Rounding must not leave the bucket slightly short of a token.
      if (this.tokens >= 1 - 1e-9) {
        this.tokens -= 1;
        return;
      }
      await this.timing.sleep(Math.max(1, Math.ceil(((1 - this.tokens) * rate.perMs) / rate.tokens)), signal);
    }
  }
}
