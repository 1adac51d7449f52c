import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { HttpApi } from './api.js';

/**
 * Nest on the Fastify instance of an HttpServer. The hooks that Nest's adapter puts before every route (middleware,
 * versioning, CORS, CSRF) serve routes of Nest's own; there are none, and they would make a point read a twelfth
 * dearer, so they are left out. So are Nest's answers to what no route takes.
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
    // Here it would register what runs middleware.
  }

  override setErrorHandler(): FastifyInstance {
    return this.app;
  }

  override setNotFoundHandler(): FastifyInstance {
    return this.app;
  }
}
