import { createHash, timingSafeEqual } from 'node:crypto';
import type { AccessPolicy, IncomingRequest, Operation } from '@catalogsync/http';
import { refusal } from './problems.js';

/** Digests have a fixed length, so comparing them reveals nothing about a token, not even its length. */
const digest = (token: string | Buffer): Buffer => createHash('sha256').update(token).digest();

/** The API's access policy: `open` to everybody, by `token`, or by `token_or_query`. */
export class AccessTokens implements AccessPolicy {
  /** Absent if there is nothing to check, because a call would slow down each read. */
  readonly admitDirect: AccessPolicy['admitDirect'];

  private readonly digests: readonly Buffer[];

  constructor(tokens: readonly string[]) {
    this.digests = tokens.map(digest);
    if (this.needed) this.admitDirect = ({ headers }) => this.check(headers.authorization);
  }

  /** Without tokens the API is open to everybody. */
  get needed(): boolean {
    return this.digests.length > 0;
  }

  /** Unknown addresses, pages and documentation are open. */
  admit({ headers, query }: IncomingRequest, operation: Operation | undefined): void {
    if (operation === undefined || operation.access === 'open') return;
    this.check(
      headers.authorization,
      operation.access === 'token_or_query' ? (query as { access_token?: unknown }).access_token : undefined,
    );
  }

  /**
   * @param authorization the header of that name; `Bearer <token>` (RFC 6750, section 2.1)
   * @param queryToken `access_token` of the query, if accepted (section 2.3)
   * @throws RequestFault `unauthenticated`
   */
  private check(authorization: string | undefined, queryToken?: unknown): void {
    if (!this.needed) return;
    const bearer = /^Bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1];
    // Node reads header bytes as Latin-1; the bytes themselves are the token.
    const token = bearer === undefined ? (typeof queryToken === 'string' ? queryToken : undefined) : Buffer.from(bearer, 'latin1');
    if (token === undefined) {
      throw refusal('unauthenticated', 'this API needs an access token', { hint: 'Send Authorization: Bearer <token>.' });
    }
    const given = digest(token);
    let known = false;
    // Every token is compared, so that timing does not reveal a near match.
    for (const expected of this.digests) known = timingSafeEqual(given, expected) || known;
    if (!known) throw refusal('unauthenticated', 'the access token is not valid', { hint: 'Ask the owner for a new one.' });
  }
}
