import { createHash } from 'node:crypto';
import { Fault, type FaultCode, toFault } from '@catalogsync/faults';
import { configuredAddress, type HttpClient, type OutboundRequest } from '@catalogsync/outbound-http';
import { Gate } from './gate.js';

export interface PlexSettings {
  /** Base address without a trailing slash. */
  readonly url: string;
  readonly token: string;
}

/** Names may hold operators, such as `viewCount>>`; what is undefined is left out. */
export type PlexQuery = Readonly<Record<string, string | number | undefined>>;

/** One call to the server. */
export interface PlexCall {
  readonly method?: NonNullable<OutboundRequest['method']>;
  readonly path: string;
  readonly query?: PlexQuery;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: OutboundRequest['content'];
  /** What the path names, for the message if it is not there, such as `playlist 96`. */
  readonly what?: string;
}

/** What an answer must look like: a `JsonShape`. */
export interface AnswerShape<T> {
  parse(text: Uint8Array, endpoint: string): T;
}

/** A page of 1,000 tracks with their files takes about 3 MB. */
const maxAnswerBytes = 64 * 1024 * 1024;
/** The server has no documented limit; a NAS should serve its listeners meanwhile. */
const mostInFlight = 4;

/** Talks to one Plex Media Server. The token goes in a header, never in an address. */
export class PlexClient {
  private readonly gate = new Gate(mostInFlight);
  private readonly headers: Readonly<Record<string, string>>;

  constructor(
    private readonly http: HttpClient,
    private readonly settings: PlexSettings,
  ) {
    this.headers = {
      accept: 'application/json',
      'X-Plex-Token': settings.token,
      // The server lists its clients by this: one for the installation, however often it starts.
      'X-Plex-Client-Identifier': createHash('sha256').update(`catalogsync ${settings.url}`).digest('hex').slice(0, 32),
      'X-Plex-Product': 'Catalogsync',
      'X-Plex-Version': '1',
    };
  }

  /** @throws Fault as the port says; `not_found` names `what` */
  async ask<T>(call: PlexCall, shape: AnswerShape<T>, signal: AbortSignal): Promise<T> {
    const bytes = await this.send(call, signal);
    return shape.parse(bytes, endpointOf(call));
  }

  /** For calls whose answer says nothing more than its status. @throws as `ask` */
  async tell(call: PlexCall, signal: AbortSignal): Promise<void> {
    await this.send(call, signal);
  }

  private async send(call: PlexCall, signal: AbortSignal): Promise<Uint8Array> {
    const url = `${this.settings.url}${call.path}${queryOf(call.query ?? {})}`;
    const { method = 'GET', content } = call;
    const request: OutboundRequest = {
      url,
      method,
      trust: configuredAddress(this.settings.url),
      sameServer: true,
      maxBytes: maxAnswerBytes,
      headers: { ...this.headers, ...call.headers },
      signal,
      refused: ({ status }) => refusal(status, call),
      ...(content === undefined ? {} : { content }),
    };
    return this.gate.run(signal, async () => (await this.http.fetchBytes(request)).bytes);
  }
}

/** What a call returns; undefined if it fails in this way. */
export async function unless<T>(code: FaultCode, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (toFault(error).code !== code) throw error;
    return undefined;
  }
}

/** As in messages: keys are left out. */
export function endpointOf({ method = 'GET', path }: PlexCall): string {
  return `plex ${method} ${path.replaceAll(/\/\d[\d,]*/g, '/{id}')}`;
}

function refusal(status: number, call: PlexCall): Fault | undefined {
  switch (status) {
    case 401:
      return new Fault('unauthenticated', 'the Plex server does not accept the token', {
        hint: 'Set PLEX_TOKEN to a valid token of that server; tokens of newer accounts expire after seven days.',
      });
    case 403:
      return new Fault('permission_denied', `the Plex server does not allow this account ${endpointOf(call)}`, {
        hint: 'Set PLEX_TOKEN to a token of the owner of that server.',
      });
    case 404:
      return new Fault('not_found', call.what === undefined ? `${endpointOf(call)} answered 404` : `the Plex server has no ${call.what}`);
    case 405:
      return new Fault('unsupported', `the Plex server does not know ${endpointOf(call)}`);
    default:
      return undefined;
  }
}

/** Brackets and operators are encoded; commas, colons and slashes stand for themselves, which keeps long lists of keys short. */
function queryOf(query: PlexQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const pairs = given.map(([name, value]) => `${encodeURIComponent(name)}=${encoded(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/');
}

/** Keys are whole numbers; anything else comes from another server. @throws Fault `not_found` */
export function keyOf(id: string, what: string): string {
  if (/^\d+$/.test(id)) return id;
  throw new Fault('not_found', `the Plex server has no ${what}: its ids are numbers`);
}
