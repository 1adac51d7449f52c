import type { AddressInfo } from 'node:net';
import type { Fault } from '@catalogsync/faults';
import { baseAddress, type Logger, listenFault } from '@catalogsync/runtime';
import { fastifyCors } from '@fastify/cors';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { problemOfError, sendProblem } from './problems.js';
import { type StreamRequest, type StreamRoute, streamPrefix } from './stream-route.js';

export interface OriginServerSettings {
  readonly host: string;
  readonly port: number;
  /** Milliseconds without progress after which a connection is cut. */
  readonly idleMs: number;
}

/** What /readyz tells. */
export interface Readiness {
  readonly snapshotId: string | null;
  /** ISO 8601, UTC. */
  readonly adoptedAt: string | null;
  /** Why no newer snapshot is in use, or why no token can be checked. */
  readonly faults: readonly Pick<Fault, 'code' | 'message'>[];
  readonly ready: boolean;
}

/** A header must have come in whole after this time: it is all there is of a request. */
const requestTimeoutMs = 20_000;
/** A link far longer than ours still gets an answer that says so, instead of a reset connection. */
const maxHeaderBytes = 128 * 1024;
/** Streams still open this long after `close` are cut; players resume by range. */
const closeWithinMs = 3_000;

/** The private origin on HTTP. */
export class OriginServer {
  private app: FastifyInstance | undefined;

  constructor(
    private readonly settings: OriginServerSettings,
    private readonly streams: StreamRoute,
    private readonly readiness: () => Promise<Readiness>,
    private readonly log: Logger,
  ) {}

  /**
   * Resolves with the base address, without a trailing slash.
   * @throws Fault `failed_precondition` if the address is taken, `invalid_argument` if it is none of this machine
   */
  async listen(): Promise<string> {
    const { host, port } = this.settings;
    const app = await this.create();
    this.app = app;
    try {
      await app.listen({ host, port });
    } catch (error) {
      await app.close();
      throw listenFault(error, host, port, 'ORIGIN_PORT or ORIGIN_HOST');
    }
    return baseAddress(app.server.address() as AddressInfo);
  }

  /** Takes no more connections, lets open streams go on for 3 s, then cuts them. */
  async close(): Promise<void> {
    const app = this.app;
    if (app === undefined) return;
    const cut = setTimeout(() => app.server.closeAllConnections(), closeWithinMs);
    try {
      await app.close();
    } finally {
      clearTimeout(cut);
    }
  }

  private async create(): Promise<FastifyInstance> {
    const app = fastify({
      logger: false,
      exposeHeadRoutes: false,
      requestTimeout: requestTimeoutMs,
      connectionTimeout: this.settings.idleMs,
      forceCloseConnections: 'idle',
      http: { maxHeaderSize: maxHeaderBytes },
      routerOptions: { maxParamLength: maxHeaderBytes },
      frameworkErrors: (_error, request, reply) => answerUnrouted(request, reply),
    });
    app.setErrorHandler((error, _request, reply) => this.failed(error, reply));
    app.setNotFoundHandler((request, reply) => answerUnrouted(request, reply));
    await app.register(fastifyCors, {
      origin: '*',
      methods: ['GET', 'HEAD'],
      allowedHeaders: ['Range', 'If-Range', 'If-None-Match', 'If-Modified-Since'],
      exposedHeaders: ['Accept-Ranges', 'Content-Disposition', 'Content-Length', 'Content-Range', 'ETag', 'Last-Modified', 'Retry-After'],
      maxAge: 86_400,
      strictPreflight: false,
    });
    this.routes(app);
    return app;
  }

  private routes(app: FastifyInstance): void {
    const method = ['GET', 'HEAD'];
    app.route({ method, url: `${streamPrefix}:token`, handler: (request, reply) => this.streams.answer(request as StreamRequest, reply) });
    app.route({ method, url: '/healthz', handler: (_request, reply) => reply.type('text/plain').send('ok\n') });
    app.route({
      method,
      url: '/readyz',
      handler: async (_request, reply) => {
        const readiness = await this.readiness();
        return reply
          .code(readiness.ready ? 200 : 503)
          .header('cache-control', 'no-store')
          .send(readiness);
      },
    });
  }

  private failed(error: unknown, reply: FastifyReply): FastifyReply {
    const { code, fault } = problemOfError(error);
    if (fault !== undefined) this.log.error({ err: fault }, 'a file could not be served');
    return sendProblem(reply, code);
  }
}

/** What no route takes. A link with characters of no token is a forged link; no text of it is repeated. */
function answerUnrouted(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const ours = request.raw.url?.startsWith(streamPrefix) ?? false;
  if (request.method !== 'GET' && request.method !== 'HEAD') return sendProblem(reply, 'method_not_allowed');
  return sendProblem(reply, ours ? 'invalid_token' : 'unknown_route');
}
