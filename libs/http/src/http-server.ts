import type { RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { baseAddress, type Logger, listenFault, type MetricFamily } from '@catalogsync/runtime';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { HttpApi } from './api.js';
import { ClientAddresses } from './client-addresses.js';
import { limitConnections } from './connection-limit.js';
import { writeDirect } from './direct-answer.js';
import { DirectConnections } from './direct-connections.js';
import { DirectRoutes, MeteredRoute } from './direct-routes.js';
import { mount } from './mount.js';
import { NestHttpAdapter } from './nest-adapter.js';
import { malformedAnswer, problemOf, sendProblem } from './problems.js';
import { ofFramework } from './request-fault.js';
import { RequestMetrics } from './request-metrics.js';
import type { ServerState } from './server-state.js';

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
  /** Addresses and networks whose X-Forwarded headers count; none if absent. */
  readonly trustedProxies?: readonly string[];
  /** Connections open at once; no limit if absent. */
  readonly connections?: number;
}

/** How often Node looks for requests that take too long, in milliseconds; its own 30 s let a slow sender stay for that much longer. */
const checkEveryMs = 5_000;
/** Node's own limit of header bytes. */
const usualHeaderBytes = 16 * 1024;

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
  private connections: DirectConnections | undefined;
  private readonly state: ServerState & { isDraining: boolean } = { metrics: new RequestMetrics(), isDraining: false };
  private isClosing = false;

  constructor(
    private readonly settings: HttpSettings,
    private readonly log: Logger,
  ) {
    const { limits, trustedProxies = [], connections } = settings;
    this.app = fastify({
      logger: false,
      requestTimeout: limits.requestMs,
      connectionTimeout: limits.idleMs ?? 0,
      forceCloseConnections: 'idle',
      bodyLimit: limits.bodyBytes,
      http: {
        maxHeaderSize: limits.headerBytes ?? usualHeaderBytes,
        headersTimeout: limits.requestMs,
        connectionsCheckingInterval: Math.min(checkEveryMs, limits.requestMs),
      },
      trustProxy: trustedProxies.length > 0 && [...trustedProxies],
      routerOptions: { maxParamLength: limits.segmentLength },
      frameworkErrors: (error, request, reply) => void this.refuse(this.api?.style.unknown(request, ofFramework(error)), request, reply),
      clientErrorHandler: (error, socket) => this.refuseMalformed(error, socket),
    });
    this.app.setErrorHandler((error, request, reply) => this.refuse(error, request, reply));
    this.app.addHook('onRoute', ({ method, url, config }) => {
      for (const one of [method].flat()) this.routes.push({ method: one, url, access: config?.operation?.access });
    });
    if (connections !== undefined) limitConnections(this.app.server, connections, log);
    this.adapter = new NestHttpAdapter(this.app, (api) => this.mount(api));
  }

  /** Registers the API's routes; nothing answers before `listen`. */
  async mount(api: HttpApi): Promise<void> {
    this.api = api;
    const around = { api, metrics: this.state.metrics, addresses: new ClientAddresses(this.settings.trustedProxies ?? []) };
    const direct = api.routes.filter((route) => 'direct' in route).map((route) => new MeteredRoute(route, around));
    await mount(this.app, api, direct, this.state);
    this.app.server.prependListener('request', (_request, response) => {
      // Whoever goes on asking must find another server, so no connection outlasts its answer.
      if (this.state.isDraining) response.shouldKeepAlive = false;
    });
    if (direct.length > 0) this.shorten(new DirectRoutes(direct));
  }

  /** Direct routes pass by Fastify, and most of them by Node's messages; whatever is unusual about a request does not. */
  private shorten(routes: DirectRoutes): void {
    const { server } = this.app;
    const toFastify = server.listeners('request') as RequestListener[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const isUsual = request.method === 'GET' && !this.isClosing && !this.state.isDraining;
      const answer = isUsual ? routes.answer(request.url ?? '', request.headers, request.socket.remoteAddress) : undefined;
      if (answer !== undefined) return writeDirect(response, answer);
      for (const listener of toFastify) listener(request, response);
    });
    const { requestMs, idleMs = requestMs } = this.settings.limits;
    const connections = new DirectConnections(server, routes, Math.min(requestMs, idleMs));
    this.connections = connections;
    this.app.addHook('preClose', async () => {
      this.isClosing = true;
      connections.close();
    });
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

  get metrics(): readonly MetricFamily[] {
    return this.state.metrics.families;
  }

  /** Goes on answering, on each connection once; routes may say that the server is not ready. */
  drain(): void {
    this.state.isDraining = true;
    this.connections?.drain();
  }

  /** Takes no new connections, gives open answers time to end, then cuts what is left. */
  async close(): Promise<void> {
    const cut = setTimeout(() => {
      this.app.server.closeAllConnections();
      this.connections?.cut();
    }, this.settings.limits.drainMs);
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
    socket.end(malformedAnswer(this.api.problems, error.code, this.settings.limits.headerBytes ?? usualHeaderBytes));
  }
}
