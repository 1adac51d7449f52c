import { Fault } from '@catalogsync/faults';

/** What to do where a log-in is wanted. */
export const session = 'Set QQ_COOKIE to the cookie of your own log-in at y.qq.com.';

/** The service refuses, and its code says neither that it wants a log-in nor that it is asked too often: an older form may still answer. */
export class UnexplainedRefusal extends Fault {
  constructor(code: number, endpoint: string) {
    super('unavailable', `${endpoint}: QQ Music refuses to answer (code ${code})`, { retry: 'later' });
  }
}

/** The Fault of a code that came with HTTP status 200; undefined for success. */
export function faultOfCode(code: number, endpoint: string): Fault | undefined {
  switch (code) {
    case 0:
      return undefined;
    case 301:
    case 1000:
    case 104400:
    case 104401:
      return new Fault('unauthenticated', `${endpoint}: QQ Music wants a log-in first (code ${code})`, { hint: session });
    case 2001:
      return new Fault('rate_limited', `${endpoint}: asked too often for what QQ Music allows without trust (code 2001)`, {
        hint: `Wait some minutes. ${session}`,
      });
    default:
      return new UnexplainedRefusal(code, endpoint);
  }
}
