import {
  resolverCoversV1,
  resolverDownloadsV1,
  resolverLibraryV1,
  resolverLyricsV1,
  resolverRankingV1,
  resolverResolveV1,
  resolverSettingsV1,
  resolverStoriesV1,
  resolverUpkeepV1,
  resolverV1,
} from '@catalogsync/contracts';
import { AuditController, auditDefinition, type RpcDefinitions } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { ResolverController } from './adapters/grpc/resolver.controller.js';
import type { ResolverConfig } from './config.js';
import { DownloadsModule } from './downloads.module.js';
import { FoundationModule } from './foundation.module.js';
import { LibraryModule } from './library.module.js';
import { RankingModule } from './ranking.module.js';
import { ResolveModule } from './resolve.module.js';
import { SourcesModule } from './sources.module.js';

export const rpcDefinitions: RpcDefinitions = {
  ...auditDefinition,
  'catalogsync.resolver.v1.ResolverService': resolverV1.ResolverServiceService,
  'catalogsync.resolver.v1.ResolveService': resolverResolveV1.ResolveServiceService,
  'catalogsync.resolver.v1.DownloadService': resolverDownloadsV1.DownloadServiceService,
  'catalogsync.resolver.v1.CoverService': resolverCoversV1.CoverServiceService,
  'catalogsync.resolver.v1.LibraryService': resolverLibraryV1.LibraryServiceService,
  'catalogsync.resolver.v1.LyricsService': resolverLyricsV1.LyricsServiceService,
  'catalogsync.resolver.v1.SongStoryService': resolverStoriesV1.SongStoryServiceService,
  'catalogsync.resolver.v1.SettingsService': resolverSettingsV1.SettingsServiceService,
  'catalogsync.resolver.v1.UpkeepService': resolverUpkeepV1.UpkeepServiceService,
  'catalogsync.resolver.v1.RankingService': resolverRankingV1.RankingServiceService,
};

/**
 * What the resolver does with its sources.
 * @param given foundation and sources
 * @throws Fault `invalid_argument` naming the key that is wrong
 * @internal for tests
 */
export function features(config: ResolverConfig, given: DynamicModule[]): DynamicModule[] {
  const ranking = RankingModule.register(config, given);
  const resolve = ResolveModule.register(config, [...given, ranking]);
  return [ranking, resolve, DownloadsModule.register(config, [...given, ranking, resolve])];
}

/** The whole service: the sources, including the library, and what is done with them. */
@Module({})
export class ResolverModule {
  /**
   * @param opened opened and closed by the caller
   * @param stopping aborts running work when the service stops
   * @throws Fault `invalid_argument` naming the key that is wrong
   */
  static register(config: ResolverConfig, context: ServiceContext, opened: Database, stopping: AbortSignal): DynamicModule {
    // Register each once: Nest treats a module that is registered twice as two.
    const foundation = FoundationModule.register(config, context, opened, stopping);
    const library = LibraryModule.register(config, foundation);
    const sources = SourcesModule.register(config, context.environment, [foundation, library]);
    return {
      module: ResolverModule,
      imports: [foundation, library, sources, ...features(config, [foundation, sources])],
      controllers: [ResolverController, AuditController],
    };
  }
}
