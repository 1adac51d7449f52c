import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@catalogsync/runtime';
import type { Timing } from '../../core/gate/timing.js';

/** Node's longest timer. */
const longestSleepMs = 2 ** 31 - 1;

/** The real clock. */
export class SystemTiming implements Timing {
  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now();
  }

  elapsed(): number {
    return performance.now();
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    // An abort ends the wait early; the caller checks the signal.
    await sleep(Math.min(ms, longestSleepMs), undefined, { signal }).catch(() => undefined);
  }
}
