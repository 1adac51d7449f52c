import { createHash } from 'node:crypto';
import { Fault, toFault } from '@catalogsync/faults';
import { configuredAddress, type HttpClient, type JsonShape, type OutboundRequest } from '@catalogsync/outbound-http';
import type { Static, TSchema } from 'typebox';

export interface JellyfinAddress {
  /** Without a trailing slash, with the base path if there is one. */
  readonly url: string;
  readonly apiKey: string;
}

/** Parameters of a call; those that are undefined are left out, lists go out with commas. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

type Limits = Partial<Pick<OutboundRequest, 'totalTimeoutMs' | 'headersTimeoutMs' | 'attempts'>>;

/** One call that changes something. */
export interface Command {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Query;
  readonly json?: unknown;
  readonly content?: OutboundRequest['content'];
}

/** A page of this size was more than the server could give: it failed, gave up or took too long. A smaller one may work. */
export class TooMuchAtOnce extends Fault {}

/** Large playlists take a while to be written; a call that is given up here goes on there. */
const patience = { headersTimeoutMs: 120_000, totalTimeoutMs: 180_000 };

const maxAnswerBytes = 64 * 1024 * 1024;

/** Client of one Jellyfin. The key goes in the header that all supported versions know, never in an address. */
export class JellyfinClient {
  private readonly authorization: string;

  constructor(
    private readonly http: HttpClient,
    private readonly address: JellyfinAddress,
  ) {
    // The server lists devices: one installation stays one device as long as the address stays.
    const device = createHash('sha256').update(address.url).digest('hex').slice(0, 32);
    const parts = { Client: 'Catalogsync', Device: 'Catalogsync', DeviceId: device, Version: '1.0', Token: address.apiKey };
    this.authorization = `MediaBrowser ${Object.entries(parts)
      .map(([name, value]) => `${name}="${encodeURIComponent(value)}"`)
      .join(', ')}`;
  }

  /** Identifies the address where the server does not say who it is. */
  get addressDigest(): string {
    return createHash('sha256').update(this.address.url).digest('hex').slice(0, 32);
  }

  /** @throws Fault as `MediaServer` says; `not_found`, `invalid_argument` for a call that the server refuses as wrong */
  async get<S extends TSchema>(
    path: string,
    query: Query,
    shape: JsonShape<S>,
    signal: AbortSignal,
    limits: Limits = {},
  ): Promise<Static<S>> {
    const endpoint = `Jellyfin GET ${path}`;
    return this.explained(() => this.http.fetchJson({ ...this.request(path, query, signal), ...limits, shape, endpoint }));
  }

  /** As `get`, for one page of a list. @throws Fault also `TooMuchAtOnce` */
  async page<S extends TSchema>(
    path: string,
    query: Query,
    shape: JsonShape<S>,
    signal: AbortSignal,
    timeoutMs: number,
  ): Promise<Static<S>> {
    // The limit is for all tries together: a page that took too long would only take too long again.
    const request = { ...this.request(path, query, signal), totalTimeoutMs: timeoutMs, headersTimeoutMs: timeoutMs, refused: overburdened };
    const { bytes } = await this.explained(async () => {
      try {
        return await this.http.fetchBytes({ ...request, headers: { ...request.headers, accept: 'application/json' } });
      } catch (error) {
        throw tooMuch(toFault(error));
      }
    });
    return shape.parse(bytes, `Jellyfin GET ${path}`);
  }

  /** The text of the answer exactly as it came. */
  async text(path: string, query: Query, signal: AbortSignal): Promise<string> {
    const { bytes } = await this.explained(() => this.http.fetchBytes(this.request(path, query, signal)));
    return new TextDecoder().decode(bytes);
  }

  /** Posts and reads an answer. */
  async ask<S extends TSchema>(path: string, json: unknown, shape: JsonShape<S>, signal: AbortSignal): Promise<Static<S>> {
    const request = { ...this.request(path, {}, signal), ...patience, method: 'POST', json } as const;
    return this.explained(() => this.http.fetchJson({ ...request, shape, endpoint: `Jellyfin POST ${path}` }));
  }

  /** @throws Fault also `data_corrupt` for anything but "done, nothing to say": a page of a proxy is no confirmation */
  async change({ method, path, query = {}, json, content }: Command, signal: AbortSignal): Promise<void> {
    const body = { ...(json === undefined ? {} : { json }), ...(content === undefined ? {} : { content }) };
    const answer = await this.explained(() => this.http.fetchBytes({ ...this.request(path, query, signal), ...patience, method, ...body }));
    if (answer.status === 204) return;
    throw new Fault('data_corrupt', `Jellyfin ${method} ${path}: unexpected answer: status ${answer.status} instead of 204`, {
      hint: 'Check JELLYFIN_URL: a proxy or another service may answer there.',
    });
  }

  private request(path: string, query: Query, signal: AbortSignal): OutboundRequest {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
    return {
      url: `${this.address.url}${path}${parameters.size > 0 ? `?${parameters}` : ''}`,
      trust: configuredAddress(this.address.url),
      headers: { authorization: this.authorization },
      maxBytes: maxAnswerBytes,
      // A wrong base path redirects to the web client.
      maxRedirects: 0,
      maxRetryAfterMs: 5000,
      signal,
    };
  }

  /** Jellyfin refuses with empty bodies: what to do is said here. */
  private async explained<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const fault = toFault(error);
      if (fault.code === 'unauthenticated') {
        throw new Fault(fault.code, 'Jellyfin rejects the API key', {
          hint: 'Check JELLYFIN_API_KEY (Dashboard, API Keys).',
          cause: error,
        });
      }
      if (fault.code === 'permission_denied') {
        const hint =
          'Use an API key of the server (Dashboard, API Keys) or of an administrator as JELLYFIN_API_KEY, and check JELLYFIN_USER.';
        throw new Fault(fault.code, 'Jellyfin does not allow this with the configured key and user', { hint, cause: error });
      }
      if (fault.code === 'timeout' && !(fault instanceof TooMuchAtOnce)) {
        throw new Fault(fault.code, 'Jellyfin did not answer in time', { hint: 'It may be starting, or busy with a scan.', cause: error });
      }
      throw fault;
    }
  }
}

const overburdened: NonNullable<OutboundRequest['refused']> = ({ status }) =>
  status === 500 || status === 413
    ? new TooMuchAtOnce('unavailable', `Jellyfin failed with status ${status} while it listed items`)
    : undefined;

/** A body that is too large or takes too long is the fault of the page's size. */
function tooMuch(fault: Fault): Fault {
  if (fault.code !== 'timeout' && fault.code !== 'data_corrupt') return fault;
  return new TooMuchAtOnce(fault.code, fault.message, { cause: fault });
}
