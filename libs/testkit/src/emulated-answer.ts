import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request as an emulator sees it. */
export interface EmulatedRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Read as UTF-8. */
  readonly body: string;
  readonly bytes: Buffer;
}

export interface EmulatedAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; bytes answer ranges with a strong validator. */
  readonly body?: object | string | Buffer;
  /** The body stops after this many bytes, and the connection stays open. */
  readonly stopAfter?: number;
  /** The bytes come in ten pieces, this long apart. */
  readonly pauseMs?: number;
}

/** Sends it. */
export function answer(
  { status = 200, headers = {}, body = '', stopAfter, pauseMs = 0 }: EmulatedAnswer,
  request: EmulatedRequest,
  response: ServerResponse,
): void {
  if (Buffer.isBuffer(body)) {
    answerBytes(body, { headers, stopAfter, pauseMs }, request, response);
    return;
  }
  const json = typeof body === 'object';
  response.writeHead(status, { ...(json ? { 'content-type': 'application/json' } : {}), ...headers });
  response.end(json ? JSON.stringify(body) : body);
}

/** A single range from some byte to the end, as resumed downloads request it. */
function answerBytes(
  body: Buffer,
  { headers = {}, stopAfter, pauseMs = 0 }: Pick<EmulatedAnswer, 'headers' | 'stopAfter' | 'pauseMs'>,
  request: EmulatedRequest,
  response: ServerResponse,
): void {
  const etag = `"${body.length}"`;
  const asked = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const start = request.headers['if-range'] === etag ? asked : 0;
  if (start >= body.length && start > 0) {
    response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
    return;
  }
  const range = start > 0 ? { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` } : {};
  response.writeHead(start > 0 ? 206 : 200, { etag, 'content-length': String(body.length - start), ...range, ...headers });
  if (stopAfter !== undefined) response.write(body.subarray(start, stopAfter));
  else if (pauseMs === 0) response.end(body.subarray(start));
  else void inPieces(body.subarray(start), pauseMs, response);
}

/** Ends early if the client leaves. */
async function inPieces(bytes: Buffer, pauseMs: number, response: ServerResponse): Promise<void> {
  const size = Math.ceil(bytes.length / 10);
  for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
    response.write(bytes.subarray(at, at + size));
    await sleep(pauseMs);
  }
  response.end();
}
