import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { HttpApi } from './api.js';

/**
 * Nest on the Fastify instance of an HttpServer. Nest's adapter puts hooks before every route (middleware,
 * versioning, CORS, CSRF) for Nest's own routes. There are none, and the hooks would make a point read a
 * twelfth slower, so they are left out, as are Nest's answers to unknown addresses.
 */
export class NestHttpAdapter extends FastifyAdapter {
  constructor(
    private readonly app: FastifyInstance,
    /** Registers an API on that instance. */
    readonly mount: (api: HttpApi) => Promise<void>,
  ) {
    const { addHook } = app;
    app.addHook = (() => app) as FastifyInstance['addHook'];
    super(app as never);
    app.addHook = addHook;
  }

  override async init(): Promise<void> {
    // Nest would register its middleware runner here.
  }

  override setErrorHandler(): FastifyInstance {
    return this.app;
  }

  override setNotFoundHandler(): FastifyInstance {
    return this.app;
  }
}
