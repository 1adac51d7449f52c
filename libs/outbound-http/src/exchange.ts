import { Fault } from '@catalogsync/faults';
import type { Dispatcher } from 'undici';
import { type AddressTrust, answeredBy, isSameServer, reachOf } from './address-trust.js';
import type { Connections } from './connections.js';
import { exchangeFault, passingStatuses, shown, statusFault } from './http-faults.js';
import type { AnswerHead, OutboundLimits, RefusedAnswer } from './http-options.js';
import { PassingFailure, parseRetryAfter } from './retry.js';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly body: Dispatcher.ResponseData['body'];
  readonly url: string;
  /** Of the addresses in it. */
  readonly trust: AddressTrust;
}

export interface ExchangeOptions {
  readonly connections: Connections;
  readonly trust: AddressTrust;
  readonly limits: OutboundLimits;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly method: string;
  readonly body: string | Uint8Array | undefined;
  /** Whether the caller requested a range and handles 416 itself. */
  readonly rangeRefusals?: boolean;
  /** Whether redirects may lead only to the same server. */
  readonly sameServer: boolean;
  /** See `OutboundRequest.refused`. */
  readonly refused?: ((answer: RefusedAnswer) => Fault | undefined) | undefined;
}

/** Successful statuses; 207 covers several results, which the reader must check. */
const successes: ReadonlySet<number> = new Set([200, 201, 202, 204, 206, 207]);

/** @throws Fault `invalid_argument` for anything but an http(s) address */
export function httpUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Fault('invalid_argument', 'the address is not an http or https address');
  return url;
}

/**
 * One request; redirects are followed for GET. Returns a success with its body unread, or 304 to a conditional request.
 * @throws PassingFailure for what may go away by itself, Fault for the rest
 */
export async function exchange(start: string, options: ExchangeOptions): Promise<HttpAnswer> {
  let url = httpUrl(start);
  let { headers, trust } = options;
  for (let hops = 0; ; hops++) {
    const answer = await send(url, headers, trust, options);
    const target = redirectTarget(answer, url);
    if (target === undefined) return accept(answer, options);
    await discard(answer.body);
    if (options.method !== 'GET') throw refusedRedirect(url, 'redirects a request that must not be sent elsewhere');
    if (hops >= options.limits.maxRedirects) throw refusedRedirect(url, `redirects more than ${options.limits.maxRedirects} times`);
    if (url.protocol === 'https:' && target.protocol === 'http:') throw refusedRedirect(url, 'redirects from https to http');
    if (options.sameServer && !isSameServer(url, target)) throw refusedRedirect(url, 'redirects to another server');
    if (target.origin !== url.origin) headers = withoutCredentials(headers);
    url = target;
    // A redirect is part of an answer: every hop is checked like an address in one.
    trust = answer.trust;
  }
}

/** Where an address redirects to, without going there; undefined for a success. @throws as `exchange` */
export async function firstRedirect(start: string, options: ExchangeOptions): Promise<string | undefined> {
  const url = httpUrl(start);
  const answer = await send(url, options.headers, options.trust, options);
  const target = redirectTarget(answer, url);
  if (target === undefined) await accept(answer, options);
  await discard(answer.body);
  return target?.href;
}

async function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  trust: AddressTrust,
  options: ExchangeOptions,
): Promise<HttpAnswer> {
  const { connections } = options;
  const reach = reachOf(url, trust, connections.hosts);
  const credentials = url.username === '' ? {} : { authorization: basic(url) };
  try {
    const answer = await connections.through(reach).request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: options.method,
      body: options.body ?? null,
      headers: { ...credentials, ...headers },
      headersTimeout: options.limits.headersTimeoutMs,
      bodyTimeout: options.limits.idleTimeoutMs,
      signal: options.signal,
    });
    const isHome = reach === 'anywhere' && connections.isHome(url.origin);
    return { status: answer.statusCode, headers: answer.headers, body: answer.body, url: url.href, trust: answeredBy(url, isHome, trust) };
  } catch (error) {
    throw attemptFailure(error, url.href, options.signal);
  }
}

function basic(url: URL): string {
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** An abort is final; a fault that advises `later` is worth another try. */
export function attemptFailure(error: unknown, url: string, signal: AbortSignal): Error {
  const fault = exchangeFault(signal.aborted ? signal.reason : error, url);
  return !signal.aborted && fault.retry === 'later' && fault.code !== 'disk_full' ? new PassingFailure(fault, undefined) : fault;
}

async function accept(answer: HttpAnswer, { headers, rangeRefusals = false, refused }: ExchangeOptions): Promise<HttpAnswer> {
  if (successes.has(answer.status) || (answer.status === 416 && rangeRefusals)) return answer;
  const isConfirmed = answer.status === 304 && 'if-none-match' in headers;
  const own = refused === undefined || isConfirmed ? undefined : refused({ ...headOf(answer), text: await beginning(answer.body) });
  await discard(answer.body);
  if (isConfirmed) return answer;
  if (own !== undefined) throw own;
  if (answer.status === 304) throw new Fault('data_corrupt', `${shown(answer.url)} answered 304 to an unconditional request`);
  const retryAfterMs = parseRetryAfter(header(answer, 'retry-after') ?? header(answer, 'x-ratelimit-reset-in'), Date.now());
  const fault = statusFault(answer.status, answer.url, retryAfterMs);
  if (!passingStatuses.has(answer.status)) throw fault;
  throw new PassingFailure(fault, retryAfterMs);
}

/** Longer texts explain nothing more. */
const longestRefusal = 16 * 1024;

/** What a server says about its refusal; empty if it cannot be read. */
async function beginning(body: HttpAnswer['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length >= longestRefusal) break;
    }
  } catch {
    // The status says enough.
  }
  return Buffer.concat(chunks).toString().slice(0, longestRefusal);
}

/** Small bodies are read so that the connection can be used again; larger ones close it. */
export async function discard(body: HttpAnswer['body']): Promise<void> {
  try {
    await body.dump({ limit: 16 * 1024 });
  } catch {
    // The body is not wanted, so a failure while reading it does not matter.
  }
}

/** Closes the connection of a body that is not wanted any more; undici reports that as an error of the body. */
export function abandon(body: HttpAnswer['body']): void {
  body.on('error', () => undefined);
  body.destroy();
}

/** What a body that broke off, or could not be decoded, comes to. */
export function bodyFailure(error: unknown, answer: HttpAnswer, signal: AbortSignal): Error {
  if (error instanceof PassingFailure) return error;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && /^(Z_|ERR__ERROR|ERR_PADDING|ERR_BROTLI|ERR__)/.test(code)) {
    return new Fault('data_corrupt', `${shown(answer.url)} sent a broken encoding`, { cause: error });
  }
  return attemptFailure(error, answer.url, signal);
}

export function header(answer: HttpAnswer, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export function headOf(answer: HttpAnswer): AnswerHead {
  const { status, trust } = answer;
  const named = (name: string): string | undefined => header(answer, name.toLowerCase());
  return { status, etag: named('etag'), contentType: named('content-type'), cookies: cookiesOf(answer), trust, header: named };
}

function cookiesOf({ headers }: HttpAnswer): string[] {
  return [headers['set-cookie'] ?? []].flat().map((line) => line.replace(/;.*$/s, '').trim());
}

function redirectTarget(answer: HttpAnswer, from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(answer.status)) return undefined;
  const target = URL.parse(header(answer, 'location') ?? '', from.href);
  if (target === null || !/^https?:$/.test(target.protocol))
    throw refusedRedirect(from, 'redirects to an address that is not http or https');
  return target;
}

function refusedRedirect(from: URL, why: string): Fault {
  return new Fault('unavailable', `${shown(from.href)} ${why}`, { hint: 'Check the address.', retry: 'never' });
}

/** Also services' own headers: X-API-Key, X-Plex-Token and the like. */
function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/authorization|cookie|key|token|secret/i.test(name)));
}
