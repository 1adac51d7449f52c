import { Fault } from '@catalogsync/faults';

/** What to do where a log-in is wanted. */
export const session = 'Set NETEASE_COOKIE to the MUSIC_U cookie of your own account.';

/** The Fault of a code that came with HTTP status 200; undefined for success. */
export function faultOfCode(code: number, endpoint: string): Fault | undefined {
  switch (code) {
    case 200:
      return undefined;
    case 301:
      return new Fault('unauthenticated', `${endpoint}: NetEase wants a log-in first (code 301)`, { hint: session });
    case 400:
      return new Fault('invalid_argument', `${endpoint}: NetEase refuses the parameters (code 400)`);
    case 401:
      return new Fault('permission_denied', `${endpoint}: this is private (code 401)`, { hint: session });
    case 404:
      return new Fault('not_found', `${endpoint}: NetEase does not have this (code 404)`);
    case 405:
    case 406:
      return new Fault('rate_limited', `${endpoint}: asked too often (code ${code})`, { hint: 'Wait some minutes.' });
    case -460:
    case -462:
      // A log-in helps; and a refusal of everything must not pass for that of one private list.
      return new Fault('unauthenticated', `${endpoint}: NetEase does not trust this network address (code ${code})`, {
        hint: `${session} Otherwise wait some hours.`,
        retry: 'later',
      });
    default:
      return new Fault('unavailable', `${endpoint}: NetEase refuses to answer (code ${code})`);
  }
}
