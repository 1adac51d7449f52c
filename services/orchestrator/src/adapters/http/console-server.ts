import { Fault } from '@catalogsync/faults';
import { nestLogger } from '@catalogsync/rpc';
import type { Logger } from '@catalogsync/runtime';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Sessions } from '../../core/console/sessions.js';
import { ProblemFilter, problemOf, sendProblem } from './problem.js';
import { tokenOf } from './session-cookie.js';
import { sessionsToken } from './tokens.js';

/** Everything else needs a login, also what does not exist (behaviour 131). */
const open: ReadonlySet<string> = new Set(['GET /healthz', 'HEAD /healthz', 'GET /readyz', 'HEAD /readyz', 'POST /api/login']);

/** Larger bodies are refused unread; the console sends names and commands. */
const bodyLimitBytes = 64 * 1024;

const isOpen = (request: FastifyRequest): boolean => open.has(`${request.method} ${request.url.split('?', 1)[0]}`);

function requireLogin(fastify: FastifyInstance, sessions: Sessions): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    const token = tokenOf(request);
    if (isOpen(request) || (token !== undefined && sessions.of(token) !== undefined)) return done();
    sendProblem(reply, problemOf(new Fault('unauthenticated', 'log in first', { hint: 'POST /api/login with username and password.' })));
  });
}

/** The operations console over HTTP. */
export class ConsoleServer {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly log: Logger,
  ) {}

  static async create(module: DynamicModule, log: Logger): Promise<ConsoleServer> {
    const adapter = new FastifyAdapter({ bodyLimit: bodyLimitBytes, requestTimeout: 30_000, forceCloseConnections: 'idle' });
    const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: nestLogger(log), abortOnError: false });
    requireLogin(adapter.getInstance() as unknown as FastifyInstance, app.get<Sessions>(sessionsToken));
    app.useGlobalFilters(new ProblemFilter(log));
    return new ConsoleServer(app, log);
  }

  /**
   * Answers the base address, with the port the system chose if `port` is 0.
   * @throws Fault `failed_precondition` if the port is taken
   */
  async listen(host: string, port: number): Promise<string> {
    try {
      await this.app.listen(port, host);
    } catch (error) {
      const taken = (error as { code?: unknown } | null)?.code === 'EADDRINUSE';
      const message = taken ? `port ${port} is in use` : `cannot listen on ${host}:${port}`;
      throw new Fault('failed_precondition', message, { hint: 'Stop what uses it, or set WEB_HOST and WEB_PORT.', cause: error });
    }
    const address = this.app.getHttpServer().address() as { port: number };
    this.log.info({ host, port: address.port }, 'the console answers');
    return `http://${reachable(host)}:${address.port}`;
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}

/** A listener on all addresses is reached at this one from the same machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
