import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { SqliteDecisionHistory } from './adapters/sqlite/decision-history.js';
import { SqliteQuarantineStore } from './adapters/sqlite/download-quarantine-store.js';
import { SqliteRejectedFiles } from './adapters/sqlite/download-rejected-files.js';
import { SqliteDownloadStore } from './adapters/sqlite/download-store.js';
import { SqliteLibraryIndex } from './adapters/sqlite/library-index.js';
import { SqliteLibraryQueries } from './adapters/sqlite/library-queries.js';
import { SqliteLibraryStore } from './adapters/sqlite/library-store.js';
import { SqliteManualMatches } from './adapters/sqlite/manual-match-store.js';
import { SqliteRankingStore } from './adapters/sqlite/ranking-store.js';

const stores = [
  SqliteDecisionHistory,
  SqliteDownloadStore,
  SqliteLibraryIndex,
  SqliteLibraryQueries,
  SqliteManualMatches,
  SqliteQuarantineStore,
  SqliteRankingStore,
];

/** The stores of resolver_stats.db. */
@Module({})
export class DatabaseModule {
  /** @param database opened and closed by the caller, because Nest would swallow errors when closing it */
  static register(database: Database, clock: Clock): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        ...stores.map((Store) => ({ provide: Store, useFactory: () => new Store(database) })),
        { provide: SqliteLibraryStore, useFactory: () => new SqliteLibraryStore(database, nextTurn) },
        { provide: SqliteRejectedFiles, useFactory: () => new SqliteRejectedFiles(database, clock) },
      ],
      exports: [...stores, SqliteLibraryStore, SqliteRejectedFiles],
    };
  }
}
