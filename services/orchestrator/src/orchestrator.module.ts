import {
  orchestratorConfigurationV1,
  orchestratorJobsV1,
  orchestratorPlaylistFilesV1,
  orchestratorSchedulesV1,
  orchestratorV1,
} from '@catalogsync/contracts';
import { HttpModule } from '@catalogsync/http';
import type { RpcDefinitions } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { backendStoreToken, OrchestratorController } from './adapters/grpc/orchestrator.controller.js';
import { PlaylistFileController, playlistRecogniserToken } from './adapters/grpc/playlist-file.controller.js';
import { ResolverClient } from './adapters/resolver/resolver-client.js';
import { SqliteStorageBackendStore } from './adapters/sqlite/stores/storage-backend-store.js';
import type { OrchestratorConfig } from './config.js';
import { ConfigurationModule } from './configuration-rpc.module.js';
import { type BoundConsole, ConsoleModule, consoleToken } from './console.module.js';
import { JobsModule } from './jobs.module.js';
import { PeersModule } from './peers.module.js';
import { SchedulesModule } from './schedules.module.js';

export const rpcDefinitions: RpcDefinitions = {
  'catalogsync.orchestrator.v1.OrchestratorService': orchestratorV1.OrchestratorServiceService,
  'catalogsync.orchestrator.v1.JobService': orchestratorJobsV1.JobServiceService,
  'catalogsync.orchestrator.v1.PlaylistFileService': orchestratorPlaylistFilesV1.PlaylistFileServiceService,
  'catalogsync.orchestrator.v1.ScheduleService': orchestratorSchedulesV1.ScheduleServiceService,
  'catalogsync.orchestrator.v1.ConfigurationService': orchestratorConfigurationV1.ConfigurationServiceService,
};

/** The whole service: the catalogue, its jobs and the console, on gRPC and HTTP. */
@Module({})
export class OrchestratorModule {
  /** @param database opened and closed by the caller, because Nest would swallow errors when closing it */
  static register(config: OrchestratorConfig, context: ServiceContext, database: Database): DynamicModule {
    // Register each once: Nest treats a module that is registered twice as two.
    const peers = PeersModule.register(config, context);
    const jobs = JobsModule.register(config, context, database, peers);
    const schedules = SchedulesModule.register(context, database, [peers, jobs]);
    const configuration = ConfigurationModule.register(config, context, database);
    const console = ConsoleModule.register(context, database, [jobs, schedules, configuration]);
    const http = HttpModule.register({ imports: [console], inject: [consoleToken], useFactory: ({ api }: BoundConsole) => api });
    return {
      module: OrchestratorModule,
      imports: [peers, jobs, schedules, configuration, http],
      controllers: [OrchestratorController, PlaylistFileController],
      providers: [
        { provide: backendStoreToken, useFactory: () => new SqliteStorageBackendStore(database) },
        { provide: playlistRecogniserToken, useExisting: ResolverClient },
      ],
    };
  }
}
