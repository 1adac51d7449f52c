import { hostname } from 'node:os';
import {
  orchestratorArtistsV1,
  orchestratorConfigurationV1,
  orchestratorConsoleV1,
  orchestratorImportV1,
  orchestratorJobsV1,
  orchestratorLibraryV1,
  orchestratorMirrorsV1,
  orchestratorPlaylistFilesV1,
  orchestratorPlaylistsV1,
  orchestratorSchedulesV1,
  orchestratorSongsV1,
  orchestratorUpkeepV1,
  orchestratorV1,
} from '@catalogsync/contracts';
import { AllowedHosts, HttpModule } from '@catalogsync/http';
import { auditDefinition, type RpcDefinitions } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { backendCareToken, backendsToken, OrchestratorController } from './adapters/grpc/orchestrator.controller.js';
import { SqliteStorageBackendStore } from './adapters/sqlite/stores/storage-backend-store.js';
import { ArtistsModule } from './artists.module.js';
import { type BoundAudit, bindAudit } from './audit.binding.js';
import { AuditModule } from './audit.module.js';
import type { OrchestratorConfig } from './config.js';
import { ConfigurationModule } from './configuration-rpc.module.js';
import type { BoundConsole } from './console.binding.js';
import { ConsoleModule, consoleToken } from './console.module.js';
import { StorageBackends } from './core/catalogue/storage-backend.js';
import { ImportModule } from './import.module.js';
import { JobsModule } from './jobs.module.js';
import { LibraryModule } from './library.module.js';
import { MirrorsModule } from './mirrors.module.js';
import { PeersModule } from './peers.module.js';
import { PlaylistFilesModule } from './playlist-files.module.js';
import { PlaylistsModule } from './playlists.module.js';
import { SchedulesModule } from './schedules.module.js';
import { SongsModule } from './songs.module.js';
import { UpkeepModule } from './upkeep.module.js';
import { backendCare } from './uploads.binding.js';

export const rpcDefinitions: RpcDefinitions = {
  ...auditDefinition,
  'catalogsync.orchestrator.v1.OrchestratorService': orchestratorV1.OrchestratorServiceService,
  'catalogsync.orchestrator.v1.JobService': orchestratorJobsV1.JobServiceService,
  'catalogsync.orchestrator.v1.PlaylistFileService': orchestratorPlaylistFilesV1.PlaylistFileServiceService,
  'catalogsync.orchestrator.v1.ImportService': orchestratorImportV1.ImportServiceService,
  'catalogsync.orchestrator.v1.PlaylistService': orchestratorPlaylistsV1.PlaylistServiceService,
  'catalogsync.orchestrator.v1.MirrorService': orchestratorMirrorsV1.MirrorServiceService,
  'catalogsync.orchestrator.v1.SongService': orchestratorSongsV1.SongServiceService,
  'catalogsync.orchestrator.v1.ArtistService': orchestratorArtistsV1.ArtistServiceService,
  'catalogsync.orchestrator.v1.UpkeepService': orchestratorUpkeepV1.UpkeepServiceService,
  'catalogsync.orchestrator.v1.LibraryService': orchestratorLibraryV1.LibraryServiceService,
  'catalogsync.orchestrator.v1.ScheduleService': orchestratorSchedulesV1.ScheduleServiceService,
  'catalogsync.orchestrator.v1.ConfigurationService': orchestratorConfigurationV1.ConfigurationServiceService,
  'catalogsync.orchestrator.v1.ConsoleAccessService': orchestratorConsoleV1.ConsoleAccessServiceService,
};

const dayMs = 86_400_000;

function auditOf({ AUDIT_KEEP_DAYS }: OrchestratorConfig, { clock, log }: ServiceContext, database: Database): BoundAudit {
  const onFault = (error: unknown): void => log.error({ err: error }, 'the outcome of an action could not be recorded');
  return bindAudit(database, clock, onFault, { maxAgeMs: AUDIT_KEEP_DAYS * dayMs });
}

/** The whole service: the catalogue, its jobs and the console, on gRPC and HTTP. */
@Module({})
export class OrchestratorModule {
  /** @param database opened and closed by the caller, because Nest would swallow errors when closing it */
  static register(config: OrchestratorConfig, context: ServiceContext, database: Database): DynamicModule {
    // Register each once: Nest treats a module that is registered twice as two.
    const bound = auditOf(config, context, database);
    const { audit } = bound;
    const auditLog = AuditModule.register(config, context, bound);
    const peers = PeersModule.register(config, context);
    const jobs = JobsModule.register(config, context, database, peers, audit);
    const playlists = PlaylistsModule.register(context, database, audit, peers);
    const playlistFiles = PlaylistFilesModule.register(context, database, audit, [peers, jobs]);
    const mirrors = MirrorsModule.register(config, context, database, audit, peers);
    const library = LibraryModule.register(config, context, [peers, jobs]);
    const schedules = SchedulesModule.register(context, database, [peers, jobs]);
    const configuration = ConfigurationModule.register(config, context, database, audit);
    const songs = SongsModule.register(config, context, database, audit);
    const artists = ArtistsModule.register(context, database, audit);
    const upkeep = UpkeepModule.register(database, peers, audit);
    const imports = ImportModule.register(config, database, audit);
    const hosts = new AllowedHosts(config.ALLOWED_HOSTS, hostname());
    const needed = [jobs, library, playlists, mirrors, upkeep, schedules, configuration, peers, auditLog];
    const console = ConsoleModule.register(config, hosts, context, database, needed);
    const http = HttpModule.register({ imports: [console], inject: [consoleToken], useFactory: ({ api }: BoundConsole) => api });
    return {
      module: OrchestratorModule,
      imports: [
        auditLog,
        peers,
        jobs,
        library,
        playlists,
        mirrors,
        playlistFiles,
        songs,
        artists,
        upkeep,
        schedules,
        configuration,
        imports,
        http,
      ],
      controllers: [OrchestratorController],
      providers: [
        { provide: backendsToken, useFactory: () => new StorageBackends(new SqliteStorageBackendStore(database), audit) },
        { provide: backendCareToken, useFactory: () => backendCare(config, database, audit) },
      ],
    };
  }
}
