import { toFault } from '@catalogsync/faults';
import type { Static, TSchema } from 'typebox';
import { acceptedEncodings, cappedChunks, checkAnnounced } from './body.js';
import { Connections } from './connections.js';
import { FileDownload } from './download.js';
import { abandon, attemptFailure, bodyFailure, type ExchangeOptions, exchange, firstRedirect, headOf, httpUrl } from './exchange.js';
import {
  type ConditionalRequest,
  type DownloadAnswer,
  type FetchedBytes,
  type FileRequest,
  type HttpClientOptions,
  type NotModified,
  type OutboundRequest,
  usualLimits,
} from './http-options.js';
import type { JsonShape } from './json-shape.js';
import { systemNetwork } from './network.js';
import { PrivateHosts } from './private-hosts.js';
import { withRetries } from './retry.js';

/**
 * Requests with a byte cap, time limits, limited redirects and retries, to where their addresses may lead (see
 * `AddressTrust`). Connections are reused; `close` ends them.
 */
export class HttpClient {
  private readonly connections: Connections;
  private readonly random: () => number;
  private readonly retryPauseMs: number;

  constructor(options: HttpClientOptions = {}) {
    this.connections = new Connections({
      network: options.network ?? systemNetwork,
      hosts: options.privateHosts ?? new PrivateHosts([]),
      timeoutMs: options.connectTimeoutMs ?? 10_000,
    });
    this.random = options.random ?? Math.random;
    this.retryPauseMs = options.retryPauseMs ?? 500;
  }

  /** Ends idle connections, lets open requests finish. */
  async close(): Promise<void> {
    await this.connections.close();
  }

  /**
   * The whole body in memory, decoded.
   * @throws Fault `not_found`, `unauthenticated`, `permission_denied`, `rate_limited`, `unavailable`, `timeout`,
   *   `canceled`, `invalid_argument` (address or request), `data_corrupt` (too large, not HTTP, broken encoding);
   *   `permission_denied` also for an address that leads where it must not.
   */
  async fetchBytes(request: OutboundRequest & { readonly ifNoneMatch?: undefined }): Promise<FetchedBytes>;
  async fetchBytes(request: ConditionalRequest): Promise<FetchedBytes | NotModified>;
  async fetchBytes(request: ConditionalRequest): Promise<FetchedBytes | NotModified> {
    return this.attempts(request, { 'accept-encoding': acceptedEncodings }, async (options) => {
      const answer = await exchange(request.url, options);
      if (answer.status === 304) return { notModified: true };
      try {
        checkAnnounced(answer, request.maxBytes);
        const chunks: Buffer[] = [];
        for await (const chunk of cappedChunks(answer, request.maxBytes)) chunks.push(chunk);
        return { notModified: false, ...headOf(answer), bytes: Buffer.concat(chunks) };
      } catch (error) {
        abandon(answer.body);
        throw bodyFailure(error, answer, options.signal);
      }
    });
  }

  /**
   * The body as JSON of the given shape.
   * @param endpoint names the request in messages, such as `subsonic search3`
   * @throws as fetchBytes; `data_corrupt` also for text that is not JSON or has another shape
   */
  async fetchJson<S extends TSchema>(
    request: OutboundRequest & { readonly shape: JsonShape<S>; readonly endpoint: string },
  ): Promise<Static<S>> {
    const { bytes } = await this.fetchBytes({ ...request, headers: { accept: 'application/json', ...request.headers } });
    return request.shape.parse(bytes, request.endpoint);
  }

  /**
   * Where an address redirects to, without going there; undefined if it answers itself. Bodies are not read.
   * @throws as fetchBytes
   */
  async redirectOf(request: Omit<OutboundRequest, 'maxBytes' | 'json' | 'method'>): Promise<string | undefined> {
    return this.attempts({ ...request, maxBytes: 0 }, { 'accept-encoding': 'identity' }, (options) => firstRedirect(request.url, options));
  }

  /**
   * The body as a file, complete and synced when the promise resolves; until then it grows as `<file>.part`,
   * which is removed on failure unless it is `resumable`. After a cut it continues where it stopped if the server
   * sent a strong validator (RFC 9110, 13.1.5), otherwise from the start.
   * @throws as fetchBytes, and `disk_full`
   */
  async fetchToFile(request: FileRequest): Promise<DownloadAnswer> {
    const download = await FileDownload.open(request);
    let failure: unknown;
    try {
      const result = await this.attempts(request, { 'accept-encoding': 'identity' }, (options) => download.attempt(options));
      await download.finish();
      return result;
    } catch (error) {
      failure = error;
      throw toFault(error);
    } finally {
      await download.close(failure);
    }
  }

  private async attempts<T>(
    request: ConditionalRequest,
    extra: Readonly<Record<string, string>>,
    attempt: (options: ExchangeOptions) => Promise<T>,
  ): Promise<T> {
    httpUrl(request.url);
    const limits = { ...usualLimits, retryPauseMs: this.retryPauseMs, ...request };
    const deadline = AbortSignal.timeout(limits.totalTimeoutMs);
    const signal = request.signal === undefined ? deadline : AbortSignal.any([request.signal, deadline]);
    if (signal.aborted) throw attemptFailure(signal.reason, request.url, signal);
    const condition: Record<string, string> = request.ifNoneMatch === undefined ? {} : { 'if-none-match': request.ifNoneMatch };
    const { type, body } = contentOf(request);
    const content: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const headers: Record<string, string> = {
      'user-agent': 'catalogsync',
      ...extra,
      ...content,
      ...lowerCased(request.headers ?? {}),
      ...condition,
    };
    const method = request.method ?? 'GET';
    const { trust, sameServer = false, refused } = request;
    const options = { connections: this.connections, trust, sameServer, refused, limits, headers, signal, method, body };
    return withRetries({ limits, repeatable: method === 'GET', random: this.random, signal }, () => attempt(options));
  }
}

/** What a request sends, and its media type. */
function contentOf({ json, form, content }: OutboundRequest): { readonly type?: string; readonly body: string | Uint8Array | undefined } {
  if (content !== undefined) return { type: content.mediaType, body: content.bytes };
  if (form !== undefined) return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(form).toString() };
  return json === undefined ? { body: undefined } : { type: 'application/json', body: JSON.stringify(json) };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
