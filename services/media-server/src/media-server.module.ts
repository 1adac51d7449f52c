import type { ServiceContext } from '@catalogsync/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { activeServerToken, logToken, MediaServerController } from './adapters/grpc/media-server.controller.js';
import type { MediaServerConfig } from './config.js';
import { ServerRegistry } from './core/registry/server-registry.js';
import { serverRegistry } from './media-servers.binding.js';

/** Binds the controller to the registry. */
@Module({ controllers: [MediaServerController], providers: [{ provide: ServerRegistry, useFactory: serverRegistry }] })
export class MediaServerModule {
  static register(config: MediaServerConfig, context: ServiceContext): DynamicModule {
    return {
      module: MediaServerModule,
      providers: [
        { provide: activeServerToken, useValue: config.MEDIA_SERVER },
        { provide: logToken, useValue: context.log },
      ],
    };
  }
}
