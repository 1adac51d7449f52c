import { setImmediate as nextTurn } from 'node:timers/promises';
import { Audit } from '@catalogsync/audit';
import { type AuditReader, auditReaderToken } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import { type Database, SqliteAuditLog } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { logToken, stopSignalToken } from './adapters/grpc/resolver.controller.js';
import { SqliteManualMatches, SqliteRejectedFiles } from './adapters/sqlite/choice-stores.js';
import { SqliteCountsStore } from './adapters/sqlite/counts-store.js';
import { SqliteDecisionHistory } from './adapters/sqlite/decision-history.js';
import { SqliteQuarantineStore } from './adapters/sqlite/download-quarantine-store.js';
import { SqliteDownloadStore } from './adapters/sqlite/download-store.js';
import { SqliteDuplicateStore } from './adapters/sqlite/duplicate-store.js';
import { SqliteFaultStore } from './adapters/sqlite/fault-store.js';
import { SqliteGoneFiles } from './adapters/sqlite/gone-files.js';
import { SqliteLibraryIndex } from './adapters/sqlite/library-index.js';
import { SqliteLibraryQueries } from './adapters/sqlite/library-queries.js';
import { SqliteLibraryStore } from './adapters/sqlite/library-store.js';
import { SqliteRankingStore } from './adapters/sqlite/ranking-store.js';
import { resolverAudit } from './adapters/sqlite/rows/audit.js';
import { SystemTiming } from './adapters/staging/system-timing.js';
import type { ResolverConfig } from './config.js';

const dayMs = 86_400_000;

/** Told of failures outside any download. */
export const warnToken = Symbol('warn');
export type Warn = (error: unknown, message: string) => void;

const stores = [
  SqliteCountsStore,
  SqliteDecisionHistory,
  SqliteDownloadStore,
  SqliteFaultStore,
  SqliteGoneFiles,
  SqliteDuplicateStore,
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
  static register(
    { AUDIT_KEEP_DAYS }: Pick<ResolverConfig, 'AUDIT_KEEP_DAYS'>,
    { clock, log }: ServiceContext,
    database: Database,
    stopping: AbortSignal,
  ): DynamicModule {
    const auditLog = new SqliteAuditLog(database, resolverAudit, 'resolver', { maxAgeMs: AUDIT_KEEP_DAYS * dayMs });
    const onFault = (err: unknown): void => log.error({ err }, 'the outcome of an action could not be recorded');
    const reader: AuditReader = { list: async (page) => ({ entries: await auditLog.list(page), missing: [] }) };
    const providers = [
      { provide: Audit, useFactory: () => new Audit({ log: auditLog, now: () => clock.now(), onFault }) },
      { provide: auditReaderToken, useValue: reader },
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
