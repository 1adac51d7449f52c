import { Audit } from '@catalogsync/audit';
import { constant, provided } from '@catalogsync/rpc';
import { type DynamicModule, Module } from '@nestjs/common';
import { RankingController } from './adapters/grpc/ranking.controller.js';
import { logToken } from './adapters/grpc/resolver.controller.js';
import { SettingsController } from './adapters/grpc/settings.controller.js';
import { SqliteCountsStore } from './adapters/sqlite/counts-store.js';
import { SqliteDecisionHistory } from './adapters/sqlite/decision-history.js';
import { SqliteRankingStore } from './adapters/sqlite/ranking-store.js';
import { SystemTiming } from './adapters/staging/system-timing.js';
import type { ResolverConfig } from './config.js';
import { SourceCalls } from './core/gate/source-calls.js';
import { Breakers } from './core/ranking/breakers.js';
import { ImportStatistics } from './core/ranking/import-statistics.js';
import { InspectRanking } from './core/ranking/inspect-ranking.js';
import { Learning } from './core/ranking/learning.js';
import { configOrder } from './core/ranking/policies/config-order.js';
import { laplaceWarmup } from './core/ranking/policies/laplace-warmup.js';
import { ratioAdaptive, ratioThompson } from './core/ranking/policies/ratio.js';
import { RecordedTending } from './core/ranking/recorded-tending.js';
import { type RankingPolicies, SourceRanking } from './core/ranking/source-ranking.js';
import { TendSource } from './core/ranking/tend-source.js';
import { ReloadSources } from './core/reload/reload-sources.js';
import { SourceRegistry } from './core/sources/source-registry.js';
import { sourceSettingsToken } from './sources.module.js';

function policies(config: ResolverConfig): RankingPolicies {
  const gate = { gateAttempts: config.RANKING_GATE_ATTEMPTS };
  return {
    'config-order': configOrder(),
    'laplace-warmup': laplaceWarmup({ warmupAttempts: config.RANKING_WARMUP_ATTEMPTS }),
    'ratio-adaptive': ratioAdaptive(gate),
    'ratio-thompson': ratioThompson(gate, Math.random),
  };
}

const breakers = (timing: SystemTiming): Breakers => new Breakers(timing, Math.random);

export const deadline = (ms: number): AbortSignal => AbortSignal.timeout(ms);

const searchBreakersToken = Symbol('search breakers');
export const fileBreakersToken = Symbol('file breakers');

/** The order of sources, and what is learned about them. */
@Module({})
export class RankingModule {
  /** @param imports foundation and sources */
  static register(config: ResolverConfig, imports: DynamicModule[]): DynamicModule {
    return {
      module: RankingModule,
      imports,
      controllers: [RankingController, SettingsController],
      providers: [
        { provide: searchBreakersToken, inject: [SystemTiming], useFactory: breakers },
        { provide: fileBreakersToken, inject: [SystemTiming], useFactory: breakers },
        provided(SourceRanking, SqliteRankingStore, constant(policies(config)), constant(config.RANKING_POLICY), searchBreakersToken),
        provided(Learning, SourceRanking, fileBreakersToken, SqliteDecisionHistory, SystemTiming, logToken),
        provided(InspectRanking, SourceRanking, SqliteRankingStore, SqliteDecisionHistory, fileBreakersToken, SourceCalls),
        provided(ImportStatistics, SqliteCountsStore, SourceRegistry, Audit),
        provided(RecordedTending, TendSource, Audit),
        provided(ReloadSources, sourceSettingsToken, SourceRegistry, searchBreakersToken, fileBreakersToken, Audit),
        provided(TendSource, SqliteRankingStore, searchBreakersToken, fileBreakersToken, SystemTiming, constant(deadline)),
      ],
      exports: [Learning, fileBreakersToken],
    };
  }
}
