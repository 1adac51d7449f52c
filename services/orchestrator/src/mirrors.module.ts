import type { Audit } from '@catalogsync/audit';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { MirrorController, mirrorListsToken, mirrorModeToken, mirrorsToken } from './adapters/grpc/mirror.controller.js';
import { MediaServerClient } from './adapters/media-server/media-server-client.js';
import type { OrchestratorConfig } from './config.js';
import { Mirrors } from './core/media-server/mirrors.js';
import { mirroring, mirrorQuestions, mirrorWriter } from './media-server.binding.js';

/** Playlists on the media server, and their gRPC edge. */
@Module({})
export class MirrorsModule {
  /** @param peers the services that this one calls */
  static register(
    config: OrchestratorConfig,
    context: ServiceContext,
    database: Database,
    audit: Audit,
    peers: DynamicModule,
  ): DynamicModule {
    const questions = mirrorQuestions(config, database);
    const parts = { questions, writer: mirrorWriter(database), audit, now: () => context.clock.now() };
    return {
      module: MirrorsModule,
      imports: [peers],
      controllers: [MirrorController],
      providers: [
        {
          provide: mirrorsToken,
          inject: [MediaServerClient],
          useFactory: (server: MediaServerClient) => new Mirrors({ ...parts, mirroring: mirroring(config, context, database, server) }),
        },
        { provide: mirrorListsToken, useFactory: () => questions },
        { provide: mirrorModeToken, useFactory: () => config.MIRROR_MODE },
      ],
      exports: [mirrorsToken, mirrorListsToken],
    };
  }
}
