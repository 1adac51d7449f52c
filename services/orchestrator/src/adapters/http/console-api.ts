import type { AddressInfo } from 'node:net';
import { baseAddress, listenFault } from '@catalogsync/runtime';
import { type FastifyInstance, fastify } from 'fastify';
import type { ConsoleApiParts } from './api-parts.js';
import { errorOptions, registerErrorAnswers } from './error-answers.js';
import { EventStream } from './event-stream.js';
import { type Demand, Guard } from './guard.js';
import { registerOpenApi } from './openapi.js';
import { registerGuard, registerRoutes } from './register-routes.js';
import { administrationRoutes } from './routes/administration-routes.js';
import { catalogueRoutes } from './routes/catalogue-routes.js';
import { commandRoutes } from './routes/command-routes.js';
import { configurationRoutes } from './routes/configuration-routes.js';
import { jobRoutes } from './routes/job-routes.js';
import { scheduleRoutes } from './routes/schedule-routes.js';
import { eventStreamRoute, serviceRoutes } from './routes/service-routes.js';
import { sessionRoutes } from './routes/session-routes.js';

/** Larger bodies are refused unread; the console sends names and commands. In bytes. */
const bodyLimit = 64 * 1024;
/** A request must have come in whole after this time, in milliseconds. */
const requestTimeoutMs = 30_000;
/** How long open requests may take after `close`, in milliseconds. */
const closeWithinMs = 3000;

/** One method at one address, as the server knows it. */
export interface RegisteredRoute {
  readonly method: string;
  readonly url: string;
  /** Absent where a method is only refused. */
  readonly demand: Demand | undefined;
}

/** The operations console over HTTP. */
export class ConsoleApi {
  private constructor(
    private readonly app: FastifyInstance,
    private readonly parts: ConsoleApiParts,
    /** Everything that is registered, and what it demands. */
    readonly routes: readonly RegisteredRoute[],
  ) {}

  static async create(parts: ConsoleApiParts): Promise<ConsoleApi> {
    const routes: RegisteredRoute[] = [];
    return new ConsoleApi(await createApp(parts, routes), parts, routes);
  }

  /**
   * Answers the base address, with the port the system chose if `port` is 0.
   * @throws Fault `failed_precondition` if the port is taken, `invalid_argument` if the address is not ours
   */
  async listen(host: string, port: number): Promise<string> {
    try {
      await this.app.listen({ host, port });
    } catch (error) {
      throw listenFault(error, host, port, 'WEB_PORT or WEB_HOST');
    }
    const address = this.app.server.address() as AddressInfo;
    this.parts.log.info({ host, port: address.port }, 'the console answers');
    return baseAddress(address);
  }

  /** Ends the live streams, takes no more connections, lets open requests end for 3 s, then cuts what is left. */
  async stop(): Promise<void> {
    await this.parts.feed.close();
    const cut = setTimeout(() => this.app.server.closeAllConnections(), closeWithinMs);
    try {
      await this.app.close();
    } finally {
      clearTimeout(cut);
    }
  }
}

async function createApp(parts: ConsoleApiParts, routes: RegisteredRoute[]): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: 'idle',
    // Parameters and bodies are read by the routes; schemas here are documentation.
    ...errorOptions,
  });
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => JSON.stringify);
  app.removeContentTypeParser('text/plain');
  app.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat()) routes.push({ method: one, url, demand: config?.demand });
  });
  registerErrorAnswers(app, parts.log);
  const guard = new Guard(parts.access);
  registerGuard(app, guard);
  await registerOpenApi(app);
  const stream = new EventStream({
    feed: parts.feed,
    limits: parts.streams,
    isStillKnown: (request) => guard.isStillKnown(request),
    onFault: (error) => parts.log.error({ err: error }, 'a live stream ended unexpectedly'),
  });
  let document: object | undefined;
  const documented = (): object => {
    document ??= app.swagger();
    return document;
  };
  registerRoutes(app, parts.access.audit, [
    ...sessionRoutes(parts.access),
    ...jobRoutes(parts.jobs),
    ...commandRoutes(parts.jobs),
    ...catalogueRoutes(parts),
    ...configurationRoutes(parts.configuration),
    ...scheduleRoutes(parts.schedules),
    ...administrationRoutes(parts.access),
    ...serviceRoutes(parts, documented),
    eventStreamRoute(stream),
  ]);
  await app.ready();
  return app;
}
