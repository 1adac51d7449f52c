import { createHash, timingSafeEqual } from 'node:crypto';

/** Digests have a fixed length, so comparing them reveals nothing about a token, not even its length. */
const digest = (token: string | Buffer): Buffer => createHash('sha256').update(token).digest();

/**
 * The token of an `Authorization: Bearer` header (RFC 6750, section 2.1). Node reads header bytes as Latin-1; the bytes
 * themselves are the token.
 */
export function bearerToken(authorization: string | undefined): Buffer | undefined {
  const bearer = /^Bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1];
  return bearer === undefined ? undefined : Buffer.from(bearer, 'latin1');
}

/** Tokens of which a request must show one. */
export class BearerTokens {
  private readonly digests: readonly Buffer[];

  constructor(tokens: readonly string[]) {
    this.digests = tokens.map(digest);
  }

  /** Without tokens there is nothing to show. */
  get needed(): boolean {
    return this.digests.length > 0;
  }

  /** Every token is compared, so that timing does not reveal a near match. */
  has(token: string | Buffer): boolean {
    const given = digest(token);
    let known = false;
    for (const expected of this.digests) known = timingSafeEqual(given, expected) || known;
    return known;
  }
}
