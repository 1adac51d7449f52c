import { type AccessPolicy, BearerTokens, bearerToken, type IncomingRequest, type Operation } from '@catalogsync/http';
import type { ApiKeys } from '../../core/limits/api-key.js';
import { refusal } from './problems.js';

/** What opens the API: tokens of the settings, and keys that the owner made. */
export interface Admission {
  /** Whether a request must show one of them; otherwise the API is open to everybody. */
  readonly needed: boolean;
  readonly tokens: readonly string[];
  readonly keys: ApiKeys;
}

/** The API's access policy: `open` to everybody, by `token`, or by `token_or_query`. */
export class AccessTokens implements AccessPolicy {
  /** Absent if there is nothing to check, because a call would slow down each read. */
  readonly admitDirect: AccessPolicy['admitDirect'];
  /** Otherwise the API is open to everybody. */
  readonly needed: boolean;

  private readonly tokens: BearerTokens;
  private readonly keys: ApiKeys;

  constructor({ needed, tokens, keys }: Admission) {
    this.needed = needed;
    this.tokens = new BearerTokens(tokens);
    this.keys = keys;
    if (needed) this.admitDirect = ({ headers }) => this.check(headers.authorization);
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
    const token = bearerToken(authorization) ?? (typeof queryToken === 'string' ? Buffer.from(queryToken) : undefined);
    if (token === undefined) {
      throw refusal('unauthenticated', 'this API needs an access token', { hint: 'Send Authorization: Bearer <token>.' });
    }
    if (!this.isKnown(token)) {
      throw refusal('unauthenticated', 'the access token is not valid', { hint: 'Ask the owner for a new one.' });
    }
  }

  private isKnown(token: Buffer): boolean {
    if (this.tokens.has(token)) return true;
    const key = this.keys.find(token.toString('latin1'));
    if (key !== undefined) this.keys.used(key);
    return key !== undefined;
  }
}
