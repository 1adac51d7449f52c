import type { AddressInfo, Socket } from 'node:net';
import { baseAddress, type Logger, listenFault } from '@catalogsync/runtime';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { HttpApi } from './api.js';
import { mount } from './mount.js';
import { NestHttpAdapter } from './nest-adapter.js';
import { problemOf, sendProblem } from './problems.js';
import { ofFramework, requestFault } from './request-fault.js';

/** Limits of a server. Times in milliseconds. */
export interface HttpServerLimits {
  /** A request must arrive completely within this time. */
  readonly requestMs: number;
  /** Answers still open this long after `close` are cut off. */
  readonly drainMs: number;
  /** A connection idle for this long is cut; absent means no limit. */
  readonly idleMs?: number;
  readonly headerBytes?: number;
  /** Longest path segment that a route takes as a parameter. */
  readonly segmentLength?: number;
  readonly bodyBytes?: number;
}

export interface HttpSettings {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The config keys that change them, for a person: `ORIGIN_PORT or ORIGIN_HOST`. */
  readonly keys: string;
  readonly limits: HttpServerLimits;
}

/** One method at one address, as the server knows it. */
export interface RegisteredRoute {
  readonly method: string;
  readonly url: string;
  /** Absent for pages and for methods that are always refused. */
  readonly access: string | undefined;
}

/** One HTTP server with one API. Mount, listen, close: each once. */
export class HttpServer {
  /** Uses this server as that of a Nest application; see HttpModule. */
  readonly adapter: NestHttpAdapter;
  /** Every registered route with its access. */
  readonly routes: RegisteredRoute[] = [];
  private readonly app: FastifyInstance;
  private api: HttpApi | undefined;

  constructor(
    private readonly settings: HttpSettings,
    private readonly log: Logger,
  ) {
    const { limits } = settings;
    this.app = fastify({
      logger: false,
      requestTimeout: limits.requestMs,
      connectionTimeout: limits.idleMs ?? 0,
      forceCloseConnections: 'idle',
      bodyLimit: limits.bodyBytes,
      http: { maxHeaderSize: limits.headerBytes },
      routerOptions: { maxParamLength: limits.segmentLength },
      frameworkErrors: (error, request, reply) => void this.refuse(this.api?.style.unknown(request, ofFramework(error)), request, reply),
      clientErrorHandler: (error, socket) => this.refuseMalformed(error, socket),
    });
    this.app.setErrorHandler((error, request, reply) => this.refuse(error, request, reply));
    this.app.addHook('onRoute', ({ method, url, config }) => {
      for (const one of [method].flat()) this.routes.push({ method: one, url, access: config?.operation?.access });
    });
    this.adapter = new NestHttpAdapter(this.app, (api) => this.mount(api));
  }

  /** Registers the API's routes; nothing answers before `listen`. */
  async mount(api: HttpApi): Promise<void> {
    this.api = api;
    await mount(this.app, api);
  }

  /**
   * Returns the base address, without a trailing slash.
   * @throws Fault `failed_precondition` if the address is taken, `invalid_argument` if it is not one of this machine
   */
  async listen(): Promise<string> {
    const { host, port, keys } = this.settings;
    try {
      await this.app.listen({ host, port });
    } catch (error) {
      throw listenFault(error, host, port, keys);
    }
    return baseAddress(this.app.server.address() as AddressInfo);
  }

  /** Takes no new connections, gives open answers time to end, then cuts what is left. */
  async close(): Promise<void> {
    const cut = setTimeout(() => this.app.server.closeAllConnections(), this.settings.limits.drainMs);
    try {
      await this.app.close();
    } finally {
      clearTimeout(cut);
    }
  }

  private refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    if (this.api === undefined) throw error;
    const answer = problemOf(this.api.problems, error, request.raw.url);
    const { unexpected, body } = answer;
    if (unexpected !== undefined) this.log.error({ err: unexpected.cause ?? unexpected, path: body.instance }, 'a request failed');
    return sendProblem(reply, answer);
  }

  /** Input that is not HTTP gets an answer on the bare socket. */
  private refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable || this.api === undefined) {
      socket.destroy();
      return;
    }
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    const hint = error.code === 'HPE_INVALID_URL' ? 'Percent-encode the address (curl: -G --data-urlencode).' : undefined;
    const code = Number.parseInt(status, 10);
    const fault = requestFault('bad_request', 'the request is not well-formed HTTP', { status: code, hint });
    const { body, headers } = problemOf(this.api.problems, fault, '');
    const text = JSON.stringify({ ...body, status: code });
    const head = { ...headers, 'content-length': String(Buffer.byteLength(text)), connection: 'close' };
    const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${text}`);
  }
}
