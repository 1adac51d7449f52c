import type { IncomingRequest } from '@catalogsync/http';
import { DEVICE_KNOWN_MS } from '../../core/console/known-devices.js';
import { SESSION_LONGEST_MS } from '../../core/console/sessions.js';

const name = 'catalogsync_session';
const deviceName = 'catalogsync_device';
const attributes = 'Path=/; HttpOnly; SameSite=Strict';

const kept = (key: string, value: string, ms: number, secure: boolean): string =>
  `${key}=${value}; Max-Age=${ms / 1000}; ${attributes}${secure ? '; Secure' : ''}`;

/** A Set-Cookie header that keeps the token from scripts and other sites. */
export function setCookie(token: string, secure: boolean): string {
  return kept(name, token, SESSION_LONGEST_MS, secure);
}

export const clearedCookie = `${name}=; Max-Age=0; ${attributes}`;

/** A Set-Cookie header by which a browser is recognised at its next login. It stays at logout. */
export function setDeviceCookie(text: string, secure: boolean): string {
  return kept(deviceName, text, DEVICE_KNOWN_MS, secure);
}

/** The token of a request. */
export function sessionTokenOf(request: IncomingRequest): string | undefined {
  return cookieOf(request.headers.cookie, name);
}

/** What a request says about its browser. */
export function deviceTextOf(request: IncomingRequest): string | undefined {
  return cookieOf(request.headers.cookie, deviceName);
}

/** The first cookie of that name; ours are base64url with dots, so nothing needs decoding. */
export function cookieOf(header: string | undefined, wanted: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === wanted) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** Whether the browser uses TLS, to us or to a trusted proxy in front. */
export const isSecure = ({ protocol }: IncomingRequest): boolean => protocol === 'https';
