import { Fault } from '@catalogsync/faults';
import type { IncomingRequest } from '@catalogsync/http';

/** The header in which pages of the console send their session's token. */
export const CSRF_HEADER = 'x-csrf-token';

/**
 * Whether a request comes from a page of ours, as far as its browser says so. `Sec-Fetch-Site` is
 * written by the browser and not by pages, so it decides where it is given (Fetch Metadata, section 2.3);
 * browsers leave it out over plain HTTP, and send `Origin` (RFC 6454, section 7.2), whose host must then
 * be the one that was asked. Undefined where the request says neither, as programs do.
 * @internal for tests
 */
export function isSameOrigin({ headers, host }: Pick<IncomingRequest, 'headers' | 'host'>): boolean | undefined {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = headers;
  if (origin === undefined) return undefined;
  try {
    return new URL(origin).host === host;
  } catch {
    // `null` for a page without an origin, or not an address at all.
    return false;
  }
}

/**
 * Refuses a changing request by cookie unless it proves that a page of ours sent it.
 * @throws Fault `permission_denied`
 */
export function requireOwnPage(request: Pick<IncomingRequest, 'headers' | 'host'>, csrfToken: string): void {
  if (isSameOrigin(request) !== true) {
    throw new Fault('permission_denied', 'the request does not come from a page of the console', {
      hint: 'Open the console in a browser; scripts should send a token as Authorization: Bearer.',
    });
  }
  // No constant time needed: the token is as secret as the session, and a guess is one of 2^256.
  if (request.headers[CSRF_HEADER] !== csrfToken) {
    throw new Fault('permission_denied', 'the token of this session is missing', {
      hint: 'Send the csrfToken from GET /api/session as X-CSRF-Token.',
    });
  }
}
