import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { Fault, toFault } from '@catalogsync/faults';
import { Agent } from 'undici';
import { acceptedEncodings, cappedChunks, checkAnnounced, tooLarge } from './body.js';
import { type Answer, abandon, attemptFailure, discard, type ExchangeOptions, exchange, header, headOf, httpUrl } from './exchange.js';
import { shown } from './http-faults.js';
import {
  type AnswerHead,
  type FetchedBytes,
  type FetchedFile,
  type HttpClientOptions,
  type HttpRequest,
  limitsOf,
  type NotModified,
} from './http-options.js';
import { withRetries } from './retry.js';

/**
 * GET requests with a byte cap, time limits, limited redirects and retries. Connections are kept
 * open between requests; `close` ends them.
 */
export class HttpClient {
  private readonly agent: Agent;
  private readonly random: () => number;
  private readonly baseHeaders: Readonly<Record<string, string>>;

  constructor(options: HttpClientOptions = {}) {
    this.agent = new Agent({ connect: { timeout: options.connectTimeoutMs ?? 10_000 }, maxHeaderSize: 32 * 1024 });
    this.random = options.random ?? Math.random;
    this.baseHeaders = { 'user-agent': options.userAgent ?? 'catalogsync' };
  }

  /** Ends idle connections, lets open requests finish. */
  async close(): Promise<void> {
    await this.agent.close();
  }

  /**
   * The whole body in memory, decoded.
   * @throws Fault `not_found`, `unauthenticated`, `permission_denied`, `rate_limited`, `unavailable`, `timeout`,
   *   `canceled`, `invalid_argument` (address or request), `data_corrupt` (too large, not HTTP, broken encoding).
   */
  async fetchBytes(request: HttpRequest): Promise<FetchedBytes | NotModified> {
    return this.attempts(request, { 'accept-encoding': acceptedEncodings }, async (options) => {
      const answer = await exchange(request.url, options);
      if (answer.status === 304) return notModified(answer);
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
   * The body as a file that is complete and synced when the promise resolves; until then it grows as
   * `<file>.part`, which is removed on failure. After a cut it goes on where it stopped if the server
   * named a strong validator (RFC 9110, 13.1.5), else from the start.
   * @throws as fetchBytes, and `disk_full`
   */
  async fetchToFile(request: HttpRequest & { readonly file: string }): Promise<FetchedFile | NotModified> {
    const part = `${request.file}.part`;
    const handle = await open(part, 'w', 0o600).catch((error: unknown) => Promise.reject(toFault(error)));
    try {
      const download = new Download(handle, request);
      const result = await this.attempts(request, { 'accept-encoding': 'identity' }, (options) => download.attempt(options));
      if (result.notModified) return result;
      await handle.sync();
      await rename(part, request.file);
      return result;
    } finally {
      await handle.close();
      await rm(part, { force: true });
    }
  }

  private async attempts<T>(
    request: HttpRequest,
    extra: Readonly<Record<string, string>>,
    attempt: (options: ExchangeOptions) => Promise<T>,
  ): Promise<T> {
    httpUrl(request.url);
    const limits = limitsOf(request);
    const deadline = AbortSignal.timeout(limits.totalTimeoutMs);
    const signal = request.signal === undefined ? deadline : AbortSignal.any([request.signal, deadline]);
    if (signal.aborted) throw attemptFailure(signal.reason, request.url, signal);
    const condition: Record<string, string> = request.ifNoneMatch === undefined ? {} : { 'if-none-match': request.ifNoneMatch };
    const headers: Record<string, string> = { ...this.baseHeaders, ...extra, ...lowerCased(request.headers ?? {}), ...condition };
    const options = { dispatcher: this.agent, limits, headers, signal };
    return withRetries({ attempts: limits.attempts, pauseMs: limits.retryPauseMs, random: this.random, signal }, () => attempt(options));
  }
}

/** The state of one download over its attempts. */
class Download {
  private received = 0;
  private first: AnswerHead | undefined;

  constructor(
    private readonly handle: FileHandle,
    private readonly request: HttpRequest,
  ) {}

  async attempt(options: ExchangeOptions): Promise<FetchedFile | NotModified> {
    const answer = await exchange(this.request.url, { ...options, headers: { ...options.headers, ...this.resumption() } });
    if (answer.status === 304) return notModified(answer);
    try {
      await this.write(answer);
    } catch (error) {
      abandon(answer.body);
      throw bodyFailure(error, answer, options.signal);
    }
    return { notModified: false, ...(this.first ?? headOf(answer)), sizeBytes: this.received };
  }

  private resumption(): Record<string, string> {
    const validator = this.first?.etag;
    if (this.received === 0 || validator === undefined || validator.startsWith('W/')) return {};
    // The conditions of the first request were answered; here only the unchanged rest is wanted.
    return { range: `bytes=${this.received}-`, 'if-range': validator };
  }

  private async write(answer: Answer): Promise<void> {
    if (!/^(identity)?$/i.test(header(answer, 'content-encoding') ?? '')) {
      throw new Fault('data_corrupt', `${shown(answer.url)} sends an encoding that was not asked for`);
    }
    if (answer.status === 206) this.expectRest(answer);
    else await this.startOver(answer);
    checkAnnounced(answer, this.request.maxBytes - this.received);
    for await (const chunk of cappedChunks(answer, this.request.maxBytes)) {
      if (this.received + chunk.length > this.request.maxBytes) throw tooLarge(answer.url, this.request.maxBytes);
      await this.append(chunk);
    }
  }

  private async append(chunk: Buffer): Promise<void> {
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await this.handle.write(chunk, written, chunk.length - written, this.received);
      written += bytesWritten;
      this.received += bytesWritten;
    }
  }

  private expectRest(answer: Answer): void {
    const start = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(header(answer, 'content-range') ?? '')?.[1];
    if (this.received > 0 && Number(start) === this.received) return;
    this.received = 0;
    throw new Fault('data_corrupt', `${shown(answer.url)} sends another part of the file than asked for`);
  }

  private async startOver(answer: Answer): Promise<void> {
    await this.handle.truncate(0);
    this.received = 0;
    this.first = headOf(answer);
  }
}

async function notModified(answer: Answer): Promise<NotModified> {
  await discard(answer.body);
  return { notModified: true };
}

function bodyFailure(error: unknown, answer: Answer, signal: AbortSignal): Error {
  if (
    typeof (error as { code?: unknown }).code === 'string' &&
    /^(Z_|ERR__ERROR|ERR_PADDING|ERR_BROTLI|ERR__)/.test((error as { code: string }).code)
  ) {
    return new Fault('data_corrupt', `${shown(answer.url)} sends a broken encoding`, { cause: error });
  }
  return attemptFailure(error, answer.url, signal);
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
