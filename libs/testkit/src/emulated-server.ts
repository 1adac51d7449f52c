import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/** A request as an emulator sees it. */
export interface EmulatedRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
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

export type EmulatedHandler = (request: EmulatedRequest) => EmulatedAnswer | undefined;

/** Read before each answer, so that tests can change it. */
export interface EmulatedPace {
  readonly latencyMs: number;
}

/** Failures on command. */
const emulatedFaults = [
  'hang',
  'refuse',
  'cut',
  'rate_limited',
  'bad_gateway',
  'wrong_shape',
  'page',
  'empty',
  'gzip_bomb',
  'endless',
  'redirect_loop',
] as const;
export type EmulatedFault = (typeof emulatedFaults)[number];

interface Command {
  readonly fault: EmulatedFault;
  readonly matching: RegExp;
  readonly retryAfterSeconds: number;
}

/**
 * A real HTTP server on a free port of 127.0.0.1 that answers from its handler's state, counts requests, and
 * fails on command. Requests without an answer from the handler get 404.
 */
export class EmulatedServer {
  readonly requests: EmulatedRequest[] = [];
  private open = 0;
  private mostOpen = 0;
  private command: Command | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private port = 0;

  private constructor(
    private readonly handler: EmulatedHandler,
    private readonly pace: EmulatedPace,
  ) {
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async start(
    handler: EmulatedHandler,
    { pace = { latencyMs: 0 } }: { readonly pace?: EmulatedPace } = {},
  ): Promise<EmulatedServer> {
    const emulated = new EmulatedServer(handler, pace);
    await emulated.listen();
    return emulated;
  }

  /** Without a trailing slash. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Requests that have not been answered completely. */
  get inFlight(): number {
    return this.open;
  }

  get mostInFlight(): number {
    return this.mostOpen;
  }

  /** From now on requests with a matching path fail like this, until `heal`. */
  async fail(fault: EmulatedFault, options: { readonly matching?: RegExp; readonly retryAfterSeconds?: number } = {}): Promise<void> {
    this.command = { fault, matching: options.matching ?? /^/, retryAfterSeconds: options.retryAfterSeconds ?? 60 };
    if (fault === 'refuse') await this.stop();
  }

  async heal(): Promise<void> {
    this.command = undefined;
    if (!this.server.listening) await this.listen();
  }

  /** Ends every connection immediately. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  private async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, '127.0.0.1', () => resolve());
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    response.once('close', () => {
      this.open -= 1;
    });
    const seen = await readRequest(request);
    if (seen === undefined) return;
    this.requests.push(seen);
    if (this.pace.latencyMs > 0) await sleep(this.pace.latencyMs);
    const command = this.command;
    if (command?.matching.test(seen.path)) breakAnswer(command, response);
    else answer(this.handler(seen) ?? { status: 404, body: 'no such thing' }, seen, response);
  }
}

async function readRequest(request: IncomingMessage): Promise<EmulatedRequest | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    // The client left mid-request.
    return undefined;
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://emulated');
  const body = Buffer.concat(chunks).toString();
  return { method: request.method ?? '', path: pathname, query: searchParams, headers: request.headers, body };
}

function answer(
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

function breakAnswer({ fault, retryAfterSeconds }: Command, response: ServerResponse): void {
  switch (fault) {
    case 'hang':
    case 'refuse':
      return;
    case 'cut':
      response.writeHead(200, { 'content-length': '1000', 'content-type': 'application/octet-stream' });
      response.write('{"half":', () => response.destroy());
      return;
    case 'rate_limited':
      response.writeHead(429, { 'retry-after': String(retryAfterSeconds) }).end('too many');
      return;
    case 'bad_gateway':
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>502</h1></html>');
      return;
    case 'wrong_shape':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"wrong":[1,{"shape":true}]}');
      return;
    case 'page':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Log in</title>');
      return;
    case 'empty':
      response.writeHead(200, { 'content-type': 'application/json' }).end();
      return;
    case 'gzip_bomb':
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb());
      return;
    case 'endless':
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      pour(response);
      return;
    case 'redirect_loop':
      response.writeHead(302, { location: '?again' }).end();
  }
}

let packed: Buffer | undefined;

/** 64 MB of spaces in 64 kB. */
function bomb(): Buffer {
  packed ??= gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
  return packed;
}

const pouredChunk = Buffer.alloc(64 * 1024, ' ');

function pour(response: ServerResponse): void {
  while (!response.destroyed && response.write(pouredChunk));
  if (!response.destroyed) response.once('drain', () => pour(response));
}
