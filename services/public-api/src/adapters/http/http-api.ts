import type { AddressInfo } from 'node:net';
import { baseAddress, listenFault } from '@catalogsync/runtime';
import { fastifyCompress } from '@fastify/compress';
import { type FastifyInstance, fastify } from 'fastify';
import type { HttpApiParts } from './api-parts.js';
import { registerCrossOrigin } from './cross-origin.js';
import { errorOptions, registerErrorAnswers } from './error-answers.js';
import { docsPrefix, registerOpenApi } from './openapi.js';
import { registerRoutes } from './register-routes.js';

/** Answers below this size in bytes are sent as they are: they would fit one packet either way. */
const compressFrom = 1024;
/** How long open requests may take after `close`, in milliseconds. */
const closeWithinMs = 3_000;
/** A request must have come in whole after this time, in milliseconds: they are headers only. */
const requestTimeoutMs = 20_000;
/** Toplist ids may be long; longer path segments answer 404. */
const maxSegmentLength = 2_048;

/** The public API on HTTP. */
export class HttpApi {
  private app: FastifyInstance | undefined;

  constructor(private readonly parts: HttpApiParts) {}

  /**
   * Resolves with the base address, without a trailing slash.
   * @throws Fault `failed_precondition` if the address is taken or not ours.
   */
  async listen(): Promise<string> {
    const { host, port } = this.parts.settings;
    this.app = await createApp(this.parts);
    try {
      await this.app.listen({ host, port });
    } catch (error) {
      await this.app.close();
      throw listenFault(error, host, port, 'PUBLIC_API_PORT or PUBLIC_API_HOST');
    }
    return baseAddress(this.app.server.address() as AddressInfo);
  }

  /** Takes no more connections, lets open requests end for 3 s, then cuts what is left. */
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
}

/** The whole API as a Fastify instance that does not listen yet. */
export async function createApp(parts: HttpApiParts): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: maxSegmentLength },
    // Parameters are read and bodies written by the routes; schemas here are documentation.
    ...errorOptions,
  });
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => JSON.stringify);
  registerErrorAnswers(app, parts.log);
  registerCrossOrigin(app);
  // Routes of the catalogue compress by themselves, and only for who asks: a hook would cost every answer.
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith(docsPrefix)) route.compress = {};
  });
  await app.register(fastifyCompress, { global: false, threshold: compressFrom, encodings: ['br', 'gzip'] });
  await registerOpenApi(app, parts.settings.accessTokens.length > 0);
  registerRoutes(app, parts);
  await app.ready();
  return app;
}
