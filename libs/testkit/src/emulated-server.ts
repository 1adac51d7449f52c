import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answer, type EmulatedAnswer, type EmulatedRequest } from './emulated-answer.js';
import { breakAnswer, type EmulatedFault, type FaultCommand } from './emulated-fault.js';

type Answered = EmulatedAnswer | undefined;
export type EmulatedHandler = (request: EmulatedRequest) => Answered | Promise<Answered>;

/** Read before each answer, so that tests can change it. */
export interface EmulatedPace {
  readonly latencyMs: number;
}

/**
 * A real HTTP server on a free port of 127.0.0.1 that answers from its handler's state, counts requests, and
 * fails on command. Requests without an answer from the handler get 404.
 */
export class EmulatedServer {
  readonly requests: EmulatedRequest[] = [];
  private open = 0;
  private mostOpen = 0;
  private command: FaultCommand | undefined;
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

  /**
   * From now on requests with a matching path fail like this, until `heal`. `lost` carries them out and loses the answer; the others
   * do nothing. With `spared` so many are still answered.
   */
  async fail(fault: EmulatedFault, options: Partial<Omit<FaultCommand, 'fault'>> = {}): Promise<void> {
    this.command = { matching: /^/, retryAfterSeconds: 60, spared: 0, ...options, fault };
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
    const command = this.command?.matching.test(seen.path) === true && this.command.spared-- <= 0 ? this.command : undefined;
    if (command !== undefined && command.fault !== 'lost') return breakAnswer(command, response);
    const answered = (await this.handler(seen)) ?? { status: 404, body: 'no such thing' };
    if (command === undefined) answer(answered, seen, response);
    else breakAnswer(command, response);
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
  const bytes = Buffer.concat(chunks);
  return { method: request.method ?? '', path: pathname, query: searchParams, headers: request.headers, body: bytes.toString(), bytes };
}
