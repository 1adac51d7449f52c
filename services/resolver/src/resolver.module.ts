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
 * What the resolver does with its sources.
 * @param foundation surroundings, database and sources
 * @throws Fault `invalid_argument` naming the key that is wrong
 * @internal for tests
 */
export function features(config: ResolverConfig, foundation: readonly DynamicModule[]): DynamicModule[] {
  const ranking = RankingModule.register(config, [...foundation]);
  const candidates = CandidatesModule.register(config, [...foundation, ranking]);
  const acceptance = FileAcceptanceModule.register(config, [...foundation]);
  return [
    ranking,
    ResolveModule.register(config, [...foundation, candidates]),
    LyricsModule.register([...foundation, candidates]),
    DownloadsModule.register(config, [...foundation, ranking, candidates, acceptance]),
  ];
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
    const database = DatabaseModule.register(opened, context.clock);
    const library = LibraryModule.register(config, context.clock, database);
    const surroundings = SurroundingsModule.register(context, stopping);
    const sources = SourcesModule.register(config, [surroundings, library]);
    return {
      module: ResolverModule,
      imports: [surroundings, library, sources, ...features(config, [surroundings, database, sources])],
      controllers: [ResolverController],
    };
  }
}
