import { type DynamicModule, type FactoryProvider, Inject, Module, type ModuleMetadata, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { HttpApi } from './api.js';
import { NestHttpAdapter } from './nest-adapter.js';

const apiToken = Symbol('HTTP API');

/** Where an API comes from: a factory with some providers, its own or those of imported modules; gRPC controllers may share them. */
interface HttpModuleOptions
  extends Pick<ModuleMetadata, 'imports' | 'providers' | 'controllers'>,
    Pick<FactoryProvider<HttpApi>, 'inject' | 'useFactory'> {}

/** Puts an API on the Fastify instance of the application that imports it. */
@Module({})
export class HttpModule implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(apiToken) private readonly api: HttpApi,
  ) {}

  static register({ imports, controllers, providers = [], inject, useFactory }: HttpModuleOptions): DynamicModule {
    return { module: HttpModule, imports, controllers, providers: [...providers, { provide: apiToken, inject, useFactory }] };
  }

  async onModuleInit(): Promise<void> {
    const { httpAdapter } = this.host;
    if (httpAdapter instanceof NestHttpAdapter) await httpAdapter.mount(this.api);
    else throw new Error('an application with HttpModule must be created with an HttpServer');
  }
}
