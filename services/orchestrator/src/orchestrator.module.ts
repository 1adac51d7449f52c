import { orchestratorJobsV1, orchestratorV1 } from '@catalogsync/contracts';
import type { RpcDefinitions } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import type { DynamicModule } from '@nestjs/common';
import { engineStoreToken, JobController, jobCommandsToken, jobEngineToken, jobStarterToken } from './adapters/grpc/job.controller.js';
import { backendStoreToken, catalogueReaderToken, OrchestratorController } from './adapters/grpc/orchestrator.controller.js';
import { ResolverClient } from './adapters/resolver/resolver-client.js';
import { SongDownloads } from './adapters/resolver/song-downloads.js';
import { SnapshotClient } from './adapters/snapshot/snapshot-client.js';
import { SqliteCatalogueReader } from './adapters/sqlite/stores/catalogue-reader.js';
import { SqliteStorageBackendStore } from './adapters/sqlite/stores/storage-backend-store.js';
import type { OrchestratorConfig } from './config.js';
import { type BoundConfiguration, bindConfiguration } from './configuration.module.js';
import { ConfigurationModule, configurationDefinitions } from './configuration-rpc.module.js';
import type { CatalogueReader } from './core/catalogue/catalogue-reader.js';
import type { StorageBackendStore } from './core/catalogue/storage-backend.js';
import { bindJobs, type Jobs } from './jobs.module.js';
import { type BoundLyrics, bindLyrics, LyricsModule, lyricsDefinitions } from './lyrics.module.js';
import { bindSchedules, type Schedules, SchedulesModule, scheduleRpcDefinitions } from './schedules.module.js';

export const rpcDefinitions: RpcDefinitions = {
  'catalogsync.orchestrator.v1.OrchestratorService': orchestratorV1.OrchestratorServiceService,
  'catalogsync.orchestrator.v1.JobService': orchestratorJobsV1.JobServiceService,
  ...scheduleRpcDefinitions,
  ...configurationDefinitions,
  ...lyricsDefinitions,
};

/** The catalogue and its jobs, bound to SQLite and to the other services. */
export interface Catalogue {
  readonly reader: CatalogueReader;
  readonly jobs: Jobs;
  readonly schedules: Schedules;
  readonly configuration: BoundConfiguration;
  readonly lyrics: BoundLyrics;
  readonly backends: StorageBackendStore;
  /** Lets go of the other services. */
  close(): void;
}

export function bindCatalogue(config: OrchestratorConfig, context: ServiceContext, database: Database): Catalogue {
  const sources = new ResolverClient(config.RESOLVER_RPC);
  const publisher = new SnapshotClient(config.SNAPSHOT_RPC);
  const reader = new SqliteCatalogueReader(database.reads);
  const downloader = new SongDownloads(config.RESOLVER_RPC, (err, message) => context.log.warn({ err }, message));
  const jobs = bindJobs(config, context, database, reader, { sources, publisher, downloader });
  const schedules = bindSchedules({ database, jobs, sources }, context);
  const configuration = bindConfiguration(config, context, database);
  const lyrics = bindLyrics(config.RESOLVER_RPC, context.clock, database);
  const close = (): void => {
    lyrics.close();
    sources.close();
    publisher.close();
    downloader.close();
  };
  const backends = new SqliteStorageBackendStore(database);
  return { reader, jobs, schedules, configuration, lyrics, backends, close };
}

/** The gRPC side. */
export class OrchestratorModule {
  static register(catalogue: Catalogue): DynamicModule {
    return {
      module: OrchestratorModule,
      imports: [
        SchedulesModule.register(catalogue.schedules.book),
        ConfigurationModule.register(catalogue.configuration),
        LyricsModule.register(catalogue.lyrics),
      ],
      controllers: [OrchestratorController, JobController],
      providers: [
        { provide: jobEngineToken, useFactory: () => catalogue.jobs.engine },
        { provide: engineStoreToken, useFactory: () => catalogue.jobs.store },
        { provide: jobStarterToken, useFactory: () => catalogue.jobs.starter },
        { provide: jobCommandsToken, useFactory: () => catalogue.jobs.commands },
        { provide: catalogueReaderToken, useFactory: () => catalogue.reader },
        { provide: backendStoreToken, useFactory: () => catalogue.backends },
      ],
    };
  }
}
