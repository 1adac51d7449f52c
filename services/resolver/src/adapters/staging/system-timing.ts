import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@catalogsync/runtime';
import type { Timing } from '../../core/gate/timing.js';

/** Node waits no longer in one go. */
const longestSleepMs = 2 ** 31 - 1;

/** The clock with real waiting. */
export class SystemTiming implements Timing {
  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now();
  }

  elapsed(): number {
    return performance.now();
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    // An abort ends the wait early; whoever waits looks at the signal.
    await sleep(Math.min(ms, longestSleepMs), undefined, { signal }).catch(() => undefined);
  }
}
