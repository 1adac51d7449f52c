import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import type { Provider } from '@nestjs/common';
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

/** What the rest of the resolver needs of ranking. */
export interface Ranking {
  readonly learning: Learning;
  /** For the RankingController. */
  readonly providers: readonly Provider[];
}

function policies(config: ResolverConfig): RankingPolicies {
  const gate = { gateAttempts: config.RANKING_GATE_ATTEMPTS };
  return {
    'config-order': configOrder(),
    'laplace-warmup': laplaceWarmup({ warmupAttempts: config.RANKING_WARMUP_ATTEMPTS }),
    'ratio-adaptive': ratioAdaptive(gate),
    'ratio-thompson': ratioThompson(gate, Math.random),
  };
}

/** Binds ranking to the resolver's database. */
export function buildRanking(config: ResolverConfig, context: ServiceContext, database: Database): Ranking {
  const timing = new SystemTiming(context.clock);
  const store = new SqliteRankingStore(database);
  const history = new SqliteDecisionHistory(database);
  const searches = new Breakers(context.clock, Math.random);
  const files = new Breakers(context.clock, Math.random);
  const ranking = new SourceRanking(store, policies(config), config.RANKING_POLICY, searches);
  return {
    learning: new Learning(ranking, files, history, timing, context.log),
    providers: [
      { provide: SourceRanking, useFactory: () => ranking },
      { provide: InspectRanking, useFactory: () => new InspectRanking(ranking, store, history) },
      {
        provide: TendSource,
        useFactory: () =>
          new TendSource(
            store,
            [searches, files],
            () => timing.elapsed(),
            (ms) => AbortSignal.timeout(ms),
          ),
      },
    ],
  };
}
