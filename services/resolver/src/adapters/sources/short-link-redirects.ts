import { foreignAddress, type HttpClient } from '@catalogsync/outbound-http';
import type { RedirectReader } from '../../core/sources/follow-links.js';

/** A person waits for all of them. */
const timeoutMs = 10_000;

/** Follows one redirect at a time; an address from outside never leads into the user's network. */
export class HttpRedirects implements RedirectReader {
  constructor(private readonly http: Pick<HttpClient, 'redirectOf'>) {}

  redirectOf(url: string, signal: AbortSignal): Promise<string | undefined> {
    return this.http.redirectOf({ url, trust: foreignAddress, totalTimeoutMs: timeoutMs, attempts: 2, signal });
  }
}
