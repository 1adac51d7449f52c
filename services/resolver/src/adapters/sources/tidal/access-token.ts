import { Fault, toFault } from '@catalogsync/faults';
import { configuredAddress, type HttpClient } from '@catalogsync/outbound-http';
import { briefly } from '../retries.js';
import { tokenShape } from './wire.js';

export interface TidalLogIn {
  /** Where tokens are given. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What to do when TIDAL refuses the application. */
export const logInHint = 'Check TIDAL_CLIENT_ID and TIDAL_CLIENT_SECRET against your application at developer.tidal.com.';

/** A token is renewed this long before it ends. */
const earlyMs = 60_000;

/** The token of the user's own application (RFC 6749, 4.4): asked for once, shared by all requests, renewed before it ends. */
export class AccessToken {
  private token: { readonly text: string; readonly endsAt: number } | undefined;
  private renewal: Promise<string> | undefined;

  constructor(
    private readonly http: HttpClient,
    private readonly logIn: TidalLogIn,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws Fault `unauthenticated` if the application is refused, the signal's reason */
  async text(signal: AbortSignal): Promise<string> {
    for (;;) {
      if (signal.aborted) throw toFault(signal.reason);
      if (this.token !== undefined && this.now() < this.token.endsAt) return this.token.text;
      const others = this.renewal;
      if (others === undefined) return this.renew(signal);
      // If it fails, or whoever asked for it leaves, the next in line asks.
      await Promise.race([others.catch(() => undefined), aborted(signal)]);
    }
  }

  /** TIDAL refused this token: the next caller asks for another. */
  refused(text: string): void {
    if (this.token?.text === text) this.token = undefined;
  }

  private async renew(signal: AbortSignal): Promise<string> {
    this.renewal = this.ask(signal);
    try {
      return await this.renewal;
    } finally {
      this.renewal = undefined;
    }
  }

  private async ask(signal: AbortSignal): Promise<string> {
    const { url, clientId, clientSecret } = this.logIn;
    try {
      const { access_token: text, expires_in: seconds = 0 } = await this.http.fetchJson({
        method: 'POST',
        url,
        trust: configuredAddress(url),
        headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
        form: { grant_type: 'client_credentials' },
        maxBytes: 64 * 1024,
        maxRedirects: 0,
        shape: tokenShape,
        endpoint: 'tidal oauth2/token',
        signal,
        ...briefly,
      });
      // One without a stated end is used until it is refused.
      this.token = { text, endsAt: seconds > 0 ? this.now() + seconds * 1000 - earlyMs : Number.POSITIVE_INFINITY };
      return text;
    } catch (error) {
      const fault = toFault(error);
      const isRefusal = ['invalid_argument', 'unauthenticated', 'permission_denied'].includes(fault.code);
      throw isRefusal
        ? new Fault('unauthenticated', `TIDAL refuses the application: ${fault.message}`, { hint: logInHint, cause: error })
        : fault;
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
