import { Fault } from '@catalogsync/faults';
import { integer, pause } from '@catalogsync/runtime';
import { abortFault, type Timing } from '../../core/gate/timing.js';
import { TokenBucket } from '../../core/gate/token-bucket.js';
import type { SourceLimits } from '../../core/sources/source.js';

/** A longer pause is not waited for: the caller is told when it may come again. */
const longestPauseMs = 15_000;

/**
 * Spaces the requests to a service. The engine counts calls to a source; where one call, such as reading a playlist, takes several
 * requests, or where lists and look-ups count too, they wait here in the order in which they came.
 */
export class RequestPace {
  private restsUntil = 0;
  private readonly bucket: TokenBucket;

  /** @param service as people know it */
  constructor(
    private readonly service: string,
    /** For the limits of the source as well: a call takes at least one request. */
    readonly rate: NonNullable<SourceLimits['rate']>,
    private readonly timing: Pick<Timing, 'elapsed' | 'sleep'> = { elapsed: () => performance.now(), sleep: pause },
  ) {
    this.bucket = new TokenBucket(rate, timing);
  }

  static perSecond(service: string, requests: number): RequestPace {
    return new RequestPace(service, { tokens: requests, perMs: 1000 });
  }

  /**
   * Resolves when the next request may be sent.
   * @throws Fault `rate_limited` during a longer pause that the service asked for; the signal's reason
   */
  async take(signal: AbortSignal): Promise<void> {
    await this.bucket.take(signal);
    const left = this.restsUntil - this.timing.elapsed();
    if (left > longestPauseMs) {
      const retryAfterMs = Math.ceil(left);
      throw new Fault('rate_limited', `${this.service} asked for a pause of ${Math.ceil(left / 1000)} s`, { retry: 'later', retryAfterMs });
    }
    if (left > 0) await this.timing.sleep(left, signal);
    if (signal.aborted) throw abortFault(signal);
  }

  /** No request for so long, as the service asked. */
  rest(ms: number): void {
    this.restsUntil = Math.max(this.restsUntil, this.timing.elapsed() + ms);
  }
}

/** The key for how often a service is asked. @param usual within what the service allows */
export const requestsPerSecond = (service: string, usual: number) =>
  integer({ help: `Most requests a second to ${service}.`, default: usual, min: 1, max: 50, unit: 'requests' });
