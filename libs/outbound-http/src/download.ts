import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Fault, toFault } from '@catalogsync/faults';
import { cappedChunks, checkAnnounced, tooLarge } from './body.js';
import { abandon, bodyFailure, discard, type ExchangeOptions, exchange, type HttpAnswer, header, headOf } from './exchange.js';
import { shown } from './http-faults.js';
import type { AnswerHead, DownloadAnswer, FileRequest } from './http-options.js';
import { PassingFailure } from './retry.js';

/** A date is a strong validator only if the file was this old when sent (RFC 9110, 8.8.2.2). */
const restedMs = 60_000;

/** The state of one download over its attempts, and over several calls if it is resumable. */
export class FileDownload {
  private received = 0;
  private total: number | undefined;
  private first: AnswerHead | undefined;
  private validator: string | undefined;

  private constructor(
    private readonly handle: FileHandle,
    private readonly request: FileRequest,
  ) {}

  /** Takes up what an earlier call left, if it may. @throws Fault of the file system */
  static async open(request: FileRequest): Promise<FileDownload> {
    const part = partOf(request);
    try {
      const handle = await open(part, constants.O_RDWR | constants.O_CREAT, 0o600);
      const download = new FileDownload(handle, request);
      const validator = request.resumable === true && request.proven !== true ? await readValidator(part) : undefined;
      if (validator === undefined && !isProven(request)) await handle.truncate(0);
      else download.received = (await handle.stat()).size;
      download.validator = validator;
      return download;
    } catch (error) {
      throw toFault(error);
    }
  }

  /** One try. @throws PassingFailure or Fault */
  async attempt(options: ExchangeOptions): Promise<DownloadAnswer> {
    const resumption = this.resumption();
    const answer = await exchange(this.request.url, {
      ...options,
      headers: { ...options.headers, ...resumption },
      rangeRefusals: 'range' in resumption,
    });
    try {
      if (answer.status === 416) await this.endOfRange(answer);
      else await this.write(answer);
    } catch (error) {
      abandon(answer.body);
      throw bodyFailure(error, answer, options.signal);
    }
    return { ...(this.first ?? headOf(answer)), sizeBytes: this.received };
  }

  /** Moves the complete file into place. */
  async finish(): Promise<void> {
    await this.handle.sync();
    await rename(partOf(this.request), this.request.file);
    await rm(validatorOf(partOf(this.request)), { force: true });
  }

  /** @param failure why it is incomplete; undefined after `finish` */
  async close(failure?: unknown): Promise<void> {
    await this.handle.close();
    const part = partOf(this.request);
    const damaged = failure === undefined || toFault(failure).code === 'data_corrupt';
    const continues = this.validator !== undefined || isProven(this.request);
    if (this.request.resumable === true && !damaged && this.received > 0 && continues) return;
    await rm(part, { force: true });
    await rm(validatorOf(part), { force: true });
  }

  private resumption(): Record<string, string> {
    if (this.received === 0) return {};
    if (isProven(this.request)) return { range: `bytes=${this.received}-` };
    if (this.validator === undefined) return {};
    // The conditions of the first request were met; only the unchanged rest is wanted here.
    return { range: `bytes=${this.received}-`, 'if-range': this.validator };
  }

  private async write(answer: HttpAnswer): Promise<void> {
    if (!/^(identity)?$/i.test(header(answer, 'content-encoding') ?? '')) {
      throw new Fault('data_corrupt', `${shown(answer.url)} uses an encoding that was not requested`);
    }
    const whole = answer.status === 206 ? this.expectRest(answer) : 0;
    if (answer.status !== 206) await this.startOver(answer);
    if (this.request.media === true && /\b(html|json|xml)\b/i.test(header(answer, 'content-type') ?? '')) throw noMedia(answer, 'a page');
    checkAnnounced(answer, this.request.maxBytes - this.received);
    const announced = Number(header(answer, 'content-length') ?? 0);
    this.total = announced > 0 ? this.received + announced : undefined;
    for await (const chunk of cappedChunks(answer, this.request.maxBytes)) {
      if (this.received + chunk.length > this.request.maxBytes) throw tooLarge(answer.url, this.request.maxBytes);
      await this.append(chunk);
      this.request.onProgress?.({ bytesDone: this.received, bytesTotal: this.total });
    }
    // A server may send less than the range that was asked for (RFC 9110, 15.3.7).
    if (this.received < whole) throw new PassingFailure(new Fault('unavailable', `${shown(answer.url)} sent only a part of the rest`), 0);
    if (this.request.media === true && this.received === 0) throw noMedia(answer, 'nothing');
  }

  private async append(chunk: Buffer): Promise<void> {
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await this.handle.write(chunk, written, chunk.length - written, this.received);
      written += bytesWritten;
      this.received += bytesWritten;
    }
  }

  /** The size of the whole file; 0 if the server does not know it. */
  private expectRest(answer: HttpAnswer): number {
    const [, start, size] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header(answer, 'content-range') ?? '') ?? [];
    if (this.received > 0 && Number(start) === this.received) return size === '*' ? 0 : Number(size);
    this.received = 0;
    throw new Fault('data_corrupt', `${shown(answer.url)} sent a different part of the file than requested`);
  }

  /** Nothing behind what is there: either that is all, or it is no part of the file any more. */
  private async endOfRange(answer: HttpAnswer): Promise<void> {
    await discard(answer.body);
    if (header(answer, 'content-range') === `bytes */${this.received}`) return;
    this.received = 0;
    this.validator = undefined;
    throw new PassingFailure(new Fault('unavailable', `${shown(answer.url)} has a different file now`), 0);
  }

  private async startOver(answer: HttpAnswer): Promise<void> {
    await this.handle.truncate(0);
    this.received = 0;
    this.first = headOf(answer);
    this.validator = isProven(this.request) ? undefined : strongValidator(answer);
    if (this.request.resumable !== true || this.validator === undefined) return;
    await writeFile(validatorOf(partOf(this.request)), this.validator, { mode: 0o600 });
  }
}

const isProven = ({ resumable, proven }: FileRequest): boolean => resumable === true && proven === true;

function noMedia(answer: HttpAnswer, what: string): Fault {
  return new Fault('data_corrupt', `${shown(answer.url)} sends ${what} instead of a file`);
}

const partOf = (request: FileRequest): string => `${request.file}.part`;
const validatorOf = (part: string): string => `${part}.validator`;

async function readValidator(part: string): Promise<string | undefined> {
  try {
    const text = await readFile(validatorOf(part), 'utf8');
    // It becomes a header: anything but printable ASCII was not written by us.
    return /^[\x20-\x7e]{1,1000}$/.test(text) ? text : undefined;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

function strongValidator(answer: HttpAnswer): string | undefined {
  const etag = header(answer, 'etag');
  if (etag !== undefined) return etag.startsWith('W/') ? undefined : etag;
  const modified = header(answer, 'last-modified');
  const rested = Date.parse(header(answer, 'date') ?? '') - Date.parse(modified ?? '');
  return rested >= restedMs ? modified : undefined;
}
