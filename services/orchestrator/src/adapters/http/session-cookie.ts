import type { IncomingRequest } from '@catalogsync/http';
import { SESSION_LONGEST_MS } from '../../core/console/sessions.js';

const name = 'catalogsync_session';
const attributes = 'Path=/; HttpOnly; SameSite=Strict';

/** A Set-Cookie header that keeps the token from scripts and other sites. */
export function setCookie(token: string, secure: boolean): string {
  return `${name}=${token}; Max-Age=${SESSION_LONGEST_MS / 1000}; ${attributes}${secure ? '; Secure' : ''}`;
}

export const clearedCookie = `${name}=; Max-Age=0; ${attributes}`;

/** The token of a request; tokens are base64url, so nothing needs decoding. */
export function sessionTokenOf(request: IncomingRequest): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** Whether the browser uses TLS, to us or to a trusted proxy in front. */
export const isSecure = ({ protocol }: IncomingRequest): boolean => protocol === 'https';
