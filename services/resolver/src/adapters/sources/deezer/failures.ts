import { Fault, type FaultCode } from '@catalogsync/faults';
import type { DeezerError } from './wire.js';

/** What to know where it wants a log-in. */
export const hint = 'Only what Deezer shows to everybody can be read: public playlists, charts and songs.';

const byCode: Readonly<Record<number, FaultCode>> = {
  4: 'rate_limited',
  100: 'invalid_argument',
  200: 'permission_denied',
  300: 'unauthenticated',
  500: 'invalid_argument',
  501: 'invalid_argument',
  600: 'invalid_argument',
  700: 'unavailable',
  800: 'not_found',
  901: 'permission_denied',
};

/** The window in which Deezer counts requests. */
const quotaMs = 5000;

/** What Deezer reports inside an answer of status 200. */
export function deezerFault(error: DeezerError, endpoint: string): Fault {
  if (typeof error === 'string') return new Fault('not_found', `${endpoint}: Deezer says "${error}"`);
  const { code = 0, message = '', type = 'an error' } = error;
  const known = byCode[code] ?? 'unavailable';
  const words = `${endpoint}: Deezer says "${message || type}"${code === 0 ? '' : ` (code ${code})`}`;
  if (known === 'rate_limited') {
    const hint = 'Lower DEEZER_REQUESTS_PER_SECOND: Deezer allows 50 requests in 5 seconds from one address.';
    return new Fault(known, words, { hint, retryAfterMs: quotaMs });
  }
  return new Fault(known, words);
}
