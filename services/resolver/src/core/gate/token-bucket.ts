import type { SourceLimits } from '../sources/source.js';
import { abortFault, type Timing } from './timing.js';

/** Lets calls begin no faster than its tokens refill (behaviours 190, 191). First come, first served. */
export class TokenBucket {
  private tokens: number;
  private refilledAt: number;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly rate: NonNullable<SourceLimits['rate']>,
    private readonly timing: Pick<Timing, 'elapsed' | 'sleep'>,
  ) {
    this.tokens = rate.tokens;
    this.refilledAt = timing.elapsed();
  }

  /** Resolves once there is a token, one caller after the other, so that no two wait for the same one. @throws the signal's reason */
  take(signal: AbortSignal): Promise<void> {
    const taken = this.turn.then(() => this.awaitToken(signal));
    // The next turn comes whether this one got its token or gave up.
    this.turn = taken.catch(() => undefined);
    return taken;
  }

  private async awaitToken(signal: AbortSignal): Promise<void> {
    const { tokens, perMs } = this.rate;
    for (;;) {
      if (signal.aborted) throw abortFault(signal);
      const now = this.timing.elapsed();
      this.tokens = Math.min(tokens, this.tokens + (Math.max(0, now - this.refilledAt) * tokens) / perMs);
      this.refilledAt = now;
      // Rounding must not leave the bucket slightly short of a token.
      if (this.tokens >= 1 - 1e-9) {
        this.tokens -= 1;
        return;
      }
      await this.timing.sleep(Math.max(1, Math.ceil(((1 - this.tokens) * perMs) / tokens)), signal);
    }
  }
}
