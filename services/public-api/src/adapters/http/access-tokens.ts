import { createHash, timingSafeEqual } from 'node:crypto';
import { RequestFault } from './problems.js';

/** Digests have one length, so comparing them tells nothing about a token, not even its length. */
const digest = (token: string | Buffer): Buffer => createHash('sha256').update(token).digest();

/** The tokens that open the API. */
export class AccessTokens {
  private readonly digests: readonly Buffer[];

  constructor(tokens: readonly string[]) {
    this.digests = tokens.map(digest);
  }

  /** Without tokens the API is open to everybody. */
  get needed(): boolean {
    return this.digests.length > 0;
  }

  /**
   * @param authorization the header of that name; `Bearer <token>` (RFC 6750, section 2.1)
   * @param queryToken `access_token` of the query, where it is accepted (section 2.3)
   * @throws RequestFault `unauthenticated`
   */
  check(authorization: string | undefined, queryToken?: unknown): void {
    if (!this.needed) return;
    const bearer = /^Bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1];
    // Node reads header bytes as Latin-1; the bytes themselves are the token.
    const token = bearer === undefined ? (typeof queryToken === 'string' ? queryToken : undefined) : Buffer.from(bearer, 'latin1');
    if (token === undefined) {
      throw new RequestFault('unauthenticated', 'this API needs an access token', { hint: 'Send Authorization: Bearer <token>.' });
    }
    const given = digest(token);
    let known = false;
    // Every token is compared, so that time does not tell which one was near.
    for (const expected of this.digests) known = timingSafeEqual(given, expected) || known;
    if (!known) throw new RequestFault('unauthenticated', 'the access token is not valid', { hint: 'Ask the owner for a new one.' });
  }
}
