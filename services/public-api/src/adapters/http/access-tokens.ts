import { type AccessPolicy, BearerTokens, bearerToken, type IncomingRequest, type Operation } from '@catalogsync/http';
import { refusal } from './problems.js';

/** The API's access policy: `open` to everybody, by `token`, or by `token_or_query`. */
export class AccessTokens implements AccessPolicy {
  /** Absent if there is nothing to check, because a call would slow down each read. */
  readonly admitDirect: AccessPolicy['admitDirect'];

  private readonly tokens: BearerTokens;

  constructor(tokens: readonly string[]) {
    this.tokens = new BearerTokens(tokens);
    if (this.needed) this.admitDirect = ({ headers }) => this.check(headers.authorization);
  }

  /** Without tokens the API is open to everybody. */
  get needed(): boolean {
    return this.tokens.needed;
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
    const token = bearerToken(authorization) ?? (typeof queryToken === 'string' ? queryToken : undefined);
    if (token === undefined) {
      throw refusal('unauthenticated', 'this API needs an access token', { hint: 'Send Authorization: Bearer <token>.' });
    }
    if (!this.tokens.has(token))
      throw refusal('unauthenticated', 'the access token is not valid', { hint: 'Ask the owner for a new one.' });
  }
}
