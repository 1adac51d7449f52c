import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { logToken, stopSignalToken } from './adapters/grpc/resolver.controller.js';
import { SqliteManualMatches, SqliteRejectedFiles } from './adapters/sqlite/choice-stores.js';
import { SqliteDecisionHistory } from './adapters/sqlite/decision-history.js';
import { SqliteQuarantineStore } from './adapters/sqlite/download-quarantine-store.js';
import { SqliteDownloadStore } from './adapters/sqlite/download-store.js';
import { SqliteLibraryIndex } from './adapters/sqlite/library-index.js';
import { SqliteLibraryQueries } from './adapters/sqlite/library-queries.js';
import { SqliteLibraryStore } from './adapters/sqlite/library-store.js';
import { SqliteRankingStore } from './adapters/sqlite/ranking-store.js';
import { SystemTiming } from './adapters/staging/system-timing.js';

/** Told of failures outside any download. */
export const warnToken = Symbol('warn');
export type Warn = (error: unknown, message: string) => void;

const stores = [
  SqliteDecisionHistory,
  SqliteDownloadStore,
  SqliteLibraryIndex,
  SqliteLibraryQueries,
  SqliteManualMatches,
  SqliteQuarantineStore,
  SqliteRankingStore,
];

/** Clock, log and stop signal of the service, and the stores of resolver_stats.db. */
@Module({})
export class FoundationModule {
  /**
   * @param database opened and closed by the caller, because Nest would swallow errors when closing it
   * @param stopping aborts running work when the service stops
   */
  static register({ clock, log }: ServiceContext, database: Database, stopping: AbortSignal): DynamicModule {
    const providers = [
      { provide: SystemTiming, useFactory: () => new SystemTiming(clock) },
      { provide: logToken, useValue: log },
      { provide: warnToken, useValue: (err: unknown, message: string) => log.warn({ err }, message) },
      { provide: stopSignalToken, useValue: stopping },
      ...stores.map((Store) => ({ provide: Store, useFactory: () => new Store(database) })),
      { provide: SqliteLibraryStore, useFactory: () => new SqliteLibraryStore(database, nextTurn) },
      { provide: SqliteRejectedFiles, useFactory: () => new SqliteRejectedFiles(database, clock) },
    ];
    return { module: FoundationModule, providers, exports: providers };
  }
}
