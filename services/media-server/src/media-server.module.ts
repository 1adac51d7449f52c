import { pause, type ServiceContext } from '@catalogsync/runtime';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfiguredServers } from './active-server.binding.js';
import { libraryRootToken, MediaServerController, scanTimeToken, serverNamesToken } from './adapters/grpc/media-server.controller.js';
import { MetadataController } from './adapters/grpc/metadata.controller.js';
import { PlayController } from './adapters/grpc/play.controller.js';
import { PlaylistController } from './adapters/grpc/playlist.controller.js';
import type { MediaServerConfig } from './config.js';
import { MediaServerEngine } from './core/engine/media-server-engine.js';

/** Binds the edges to the engine, and the engine to the servers of the settings. */
@Module({ controllers: [MediaServerController, PlaylistController, PlayController, MetadataController] })
export class MediaServerModule implements OnApplicationShutdown {
  constructor(@Inject(ConfiguredServers) private readonly servers: ConfiguredServers) {}

  static register(config: MediaServerConfig, context: ServiceContext): DynamicModule {
    const inject = [ConfiguredServers];
    return {
      module: MediaServerModule,
      providers: [
        { provide: ConfiguredServers, useFactory: () => new ConfiguredServers(config, context) },
        { provide: MediaServerEngine, inject, useFactory: (servers: ConfiguredServers) => new MediaServerEngine(servers) },
        { provide: serverNamesToken, inject, useFactory: (servers: ConfiguredServers) => servers },
        { provide: libraryRootToken, inject, useFactory: (servers: ConfiguredServers) => () => servers.settings.SERVER_LIBRARY_DIR },
        { provide: scanTimeToken, useValue: { now: () => context.clock.now(), pause } },
      ],
    };
  }

  /** After our own calls have ended. */
  async onApplicationShutdown(): Promise<void> {
    await this.servers.close();
  }
}
