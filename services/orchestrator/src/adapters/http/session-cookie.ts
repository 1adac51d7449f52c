import type { FastifyRequest } from 'fastify';
import { SESSION_IDLE_MS } from '../../core/console/sessions.js';

const name = 'catalogsync_session';
const attributes = 'Path=/; HttpOnly; SameSite=Strict';

/** A header that keeps the token in the browser, out of reach of scripts and of other sites. */
export function setCookie(request: FastifyRequest, token: string): string {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  return `${name}=${token}; Max-Age=${SESSION_IDLE_MS / 1000}; ${attributes}${secure}`;
}

export const clearedCookie = `${name}=; Max-Age=0; ${attributes}`;

/** The token of a request; tokens are base64url, so nothing needs decoding. */
export function tokenOf(request: FastifyRequest): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
