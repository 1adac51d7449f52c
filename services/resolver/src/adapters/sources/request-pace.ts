import { integer, pause } from '@catalogsync/runtime';
import { TokenBucket } from '../../core/gate/token-bucket.js';
import type { SourceLimits } from '../../core/sources/source.js';

/** The engine counts calls to a source; where one call, such as reading a playlist, takes several requests, these wait here. */
export function requestPace(rate: NonNullable<SourceLimits['rate']>): (signal: AbortSignal) => Promise<void> {
  const bucket = new TokenBucket(rate, { elapsed: () => performance.now(), sleep: pause });
  return (signal) => bucket.take(signal);
}

/** The key for how often a service is asked. @param usual within what the service allows */
export const requestsPerSecond = (service: string, usual: number) =>
  integer({ help: `Most requests a second to ${service}.`, default: usual, min: 1, max: 50, unit: 'requests' });
