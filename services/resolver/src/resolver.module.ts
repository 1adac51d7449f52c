import { resolverDownloadsV1, resolverLyricsV1, resolverRankingV1, resolverResolveV1, resolverV1 } from '@catalogsync/contracts';
import type { RpcDefinitions } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { ResolverController } from './adapters/grpc/resolver.controller.js';
import { CandidatesModule } from './candidates.module.js';
import type { ResolverConfig } from './config.js';
import { DatabaseModule } from './database.module.js';
import { DownloadsModule } from './downloads.module.js';
import { FileAcceptanceModule } from './file-acceptance.module.js';
import { LibraryModule } from './library.module.js';
import { LyricsModule } from './lyrics.module.js';
import { RankingModule } from './ranking.module.js';
import { ResolveModule } from './resolve.module.js';
import { SourcesModule } from './sources.module.js';
import { SurroundingsModule } from './surroundings.module.js';

export const rpcDefinitions: RpcDefinitions = {
  'catalogsync.resolver.v1.ResolverService': resolverV1.ResolverServiceService,
  'catalogsync.resolver.v1.ResolveService': resolverResolveV1.ResolveServiceService,
  'catalogsync.resolver.v1.DownloadService': resolverDownloadsV1.DownloadServiceService,
  'catalogsync.resolver.v1.LyricsService': resolverLyricsV1.LyricsServiceService,
  'catalogsync.resolver.v1.RankingService': resolverRankingV1.RankingServiceService,
};

/**
 * What the resolver does with sources, whichever they are.
 * @throws Fault `invalid_argument` naming the key that is wrong
 */
export function features(config: ResolverConfig, database: DynamicModule, sources: DynamicModule): DynamicModule[] {
  const ranking = RankingModule.register(config, [database, sources]);
  const candidates = CandidatesModule.register(config, [database, sources, ranking]);
  const acceptance = FileAcceptanceModule.register(config, [database, sources]);
  return [
    ranking,
    ResolveModule.register(config, [database, sources, candidates]),
    LyricsModule.register([database, sources, candidates]),
    DownloadsModule.register(config, [database, sources, ranking, candidates, acceptance]),
  ];
}

/** The whole service: the sources, the library among them, and what is done with them. */
@Module({})
export class ResolverModule {
  /**
   * @param opened opened and closed by the caller
   * @param stopping aborts what runs when the service stops
   * @throws Fault `invalid_argument` naming the key that is wrong
   */
  static register(config: ResolverConfig, context: ServiceContext, opened: Database, stopping: AbortSignal): DynamicModule {
    // Each is registered once: Nest takes a module that is registered twice for two.
    const database = DatabaseModule.register(opened, context.clock);
    const library = LibraryModule.register(config, context.clock, database);
    const sources = SourcesModule.register(config, library);
    return {
      module: ResolverModule,
      imports: [SurroundingsModule.register(context, stopping), library, sources, ...features(config, database, sources)],
      controllers: [ResolverController],
    };
  }
}
