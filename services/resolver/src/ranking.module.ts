import type { Logger } from '@catalogsync/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { RankingController } from './adapters/grpc/ranking.controller.js';
import { logToken } from './adapters/grpc/resolver.controller.js';
import { SqliteDecisionHistory } from './adapters/sqlite/decision-history.js';
import { SqliteRankingStore } from './adapters/sqlite/ranking-store.js';
import { SystemTiming } from './adapters/staging/system-timing.js';
import type { ResolverConfig } from './config.js';
import { Breakers } from './core/ranking/breakers.js';
import { InspectRanking } from './core/ranking/inspect-ranking.js';
import { Learning } from './core/ranking/learning.js';
import { configOrder } from './core/ranking/policies/config-order.js';
import { laplaceWarmup } from './core/ranking/policies/laplace-warmup.js';
import { ratioAdaptive, ratioThompson } from './core/ranking/policies/ratio.js';
import { type RankingPolicies, SourceRanking } from './core/ranking/source-ranking.js';
import { TendSource } from './core/ranking/tend-source.js';

function policies(config: ResolverConfig): RankingPolicies {
  const gate = { gateAttempts: config.RANKING_GATE_ATTEMPTS };
  return {
    'config-order': configOrder(),
    'laplace-warmup': laplaceWarmup({ warmupAttempts: config.RANKING_WARMUP_ATTEMPTS }),
    'ratio-adaptive': ratioAdaptive(gate),
    'ratio-thompson': ratioThompson(gate, Math.random),
  };
}

/** Breakers for the files of sources; those for searches are the ranking's own. */
export const fileBreakersToken = Symbol('file breakers');

/** Which sources are asked first, and what is learned of them. */
@Module({})
export class RankingModule {
  /** @param imports the database and the sources */
  static register(config: ResolverConfig, imports: DynamicModule[]): DynamicModule {
    return {
      module: RankingModule,
      imports,
      controllers: [RankingController],
      providers: [
        { provide: fileBreakersToken, inject: [SystemTiming], useFactory: (timing: SystemTiming) => new Breakers(timing, Math.random) },
        {
          provide: SourceRanking,
          inject: [SqliteRankingStore, SystemTiming],
          useFactory: (store: SqliteRankingStore, timing: SystemTiming) =>
            new SourceRanking(store, policies(config), config.RANKING_POLICY, new Breakers(timing, Math.random)),
        },
        {
          provide: Learning,
          inject: [SourceRanking, fileBreakersToken, SqliteDecisionHistory, SystemTiming, logToken],
          useFactory: (ranking: SourceRanking, files: Breakers, history: SqliteDecisionHistory, timing: SystemTiming, log: Logger) =>
            new Learning(ranking, files, history, timing, log),
        },
        {
          provide: InspectRanking,
          inject: [SourceRanking, SqliteRankingStore, SqliteDecisionHistory],
          useFactory: (ranking: SourceRanking, store: SqliteRankingStore, history: SqliteDecisionHistory) =>
            new InspectRanking(ranking, store, history),
        },
        {
          provide: TendSource,
          inject: [SourceRanking, fileBreakersToken, SqliteRankingStore, SystemTiming],
          useFactory: ({ breakers }: SourceRanking, files: Breakers, store: SqliteRankingStore, timing: SystemTiming) =>
            new TendSource(
              store,
              [breakers, files],
              () => timing.elapsed(),
              (ms) => AbortSignal.timeout(ms),
            ),
        },
      ],
      exports: [Learning, fileBreakersToken],
    };
  }
}
