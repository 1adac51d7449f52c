import { Fault } from '@catalogsync/faults';
import type { LeastRate } from './object-store.js';

/** Ends a transfer that falls below a least rate. */
export class RateWatch {
  /** Aborted by the caller's signal or by the rate. */
  readonly signal: AbortSignal;
  private received = 0;
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(rate: LeastRate | undefined, signal: AbortSignal) {
    if (rate === undefined) {
      this.signal = signal;
      return;
    }
    const slow = new AbortController();
    this.signal = AbortSignal.any([signal, slow.signal]);
    this.timer = setInterval(() => {
      if (this.received < rate.bytesPerSecond * rate.overSeconds) {
        slow.abort(new Fault('timeout', `fewer than ${rate.bytesPerSecond} bytes per second arrived over ${rate.overSeconds} seconds`));
      }
      this.received = 0;
    }, rate.overSeconds * 1000);
  }

  count(bytes: number): void {
    this.received += bytes;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
