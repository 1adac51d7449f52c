import { createHash, randomBytes } from 'node:crypto';
import { orchestratorV1 } from '@catalogsync/contracts';
import type { RpcDefinitions } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import type { DynamicModule } from '@nestjs/common';
import { Argon2Hasher } from './adapters/argon2/argon2-hasher.js';
import {
  backendStoreToken,
  catalogueReaderToken,
  jobRunnerToken,
  OrchestratorController,
} from './adapters/grpc/orchestrator.controller.js';
import { ResolverClient } from './adapters/resolver/resolver-client.js';
import { SnapshotClient } from './adapters/snapshot/snapshot-client.js';
import { SqliteCatalogueReader } from './adapters/sqlite/stores/catalogue-reader.js';
import { SqliteConsoleUserStore } from './adapters/sqlite/stores/console-user-store.js';
import { SqliteFileStore } from './adapters/sqlite/stores/file-store.js';
import { SqliteJobStore } from './adapters/sqlite/stores/job-store.js';
import { SqliteListingStore } from './adapters/sqlite/stores/listing-store.js';
import { SqliteScopeStore } from './adapters/sqlite/stores/scope-store.js';
import { SqliteSongStore } from './adapters/sqlite/stores/song-store.js';
import { SqliteStorageBackendStore } from './adapters/sqlite/stores/storage-backend-store.js';
import { jobConfig, type OrchestratorConfig } from './config.js';
import type { CatalogueReader } from './core/catalogue/catalogue-reader.js';
import type { CatalogueWriter } from './core/catalogue/catalogue-writer.js';
import { CollectStage } from './core/collect/collect-stage.js';
import { LogIn } from './core/console/log-in.js';
import { LoginAttempts } from './core/console/login-attempts.js';
import { Sessions } from './core/console/sessions.js';
import type { JobRunner } from './core/jobs/job-runner.js';
import type { JobStore } from './core/jobs/job-store.js';
import { PlainJobRunner } from './core/jobs/plain-job-runner.js';
import { ScopeOpener } from './core/playlist-file/scope-opener.js';
import { PublishStage } from './core/publish/publish-stage.js';
import { RegisterStage } from './core/register/register-stage.js';
import type { StorageBackendStore } from './core/storage/storage-backend.js';
import { SyncStage } from './core/sync/sync-stage.js';

export const rpcDefinitions: RpcDefinitions = {
  'catalogsync.orchestrator.v1.OrchestratorService': orchestratorV1.OrchestratorServiceService,
};

/** The catalogue and its jobs, bound to SQLite and to the other services. */
export interface Catalogue {
  readonly reader: CatalogueReader;
  readonly jobs: JobStore;
  readonly backends: StorageBackendStore;
  readonly runner: JobRunner;
  readonly logIn: LogIn;
  readonly sessions: Sessions;
  /** Lets go of the other services. */
  close(): void;
}

function writerOf(database: Database): CatalogueWriter {
  return database.unitOfWork((session) => ({
    listing: new SqliteListingStore(session),
    songs: new SqliteSongStore(session),
    files: new SqliteFileStore(session),
    scope: new SqliteScopeStore(session),
  }));
}

/** Upload and scan have no work here yet, so every plan leaves them out and says so. */
export function bindCatalogue(config: OrchestratorConfig, context: ServiceContext, database: Database): Catalogue {
  const sources = new ResolverClient(config.RESOLVER_RPC);
  const publisher = new SnapshotClient(config.SNAPSHOT_RPC);
  const reader = new SqliteCatalogueReader(database.reads);
  const writer = writerOf(database);
  const jobs = new SqliteJobStore(database);
  const now = (): number => context.clock.now();
  const runner = new PlainJobRunner({
    store: jobs,
    works: [
      new CollectStage({ sources, scanner: sources, writer }),
      new SyncStage({ sources, reader, writer, now }),
      new RegisterStage({ sources, reader, writer }),
      new PublishStage(publisher),
    ],
    scopes: new ScopeOpener({ sources, writer }),
    config: jobConfig(config),
    now,
    onFault: (fault) => context.log.error({ err: fault.cause ?? fault }, 'a job failed unexpectedly'),
  });
  const digest = (token: string): string => createHash('sha256').update(token).digest('base64');
  const sessions = new Sessions({ now, newToken: () => randomBytes(32).toString('base64url'), digest });
  const users = new SqliteConsoleUserStore(database);
  const logIn = new LogIn({ users, hasher: new Argon2Hasher(), attempts: new LoginAttempts(now), sessions });
  const close = (): void => {
    sources.close();
    publisher.close();
  };
  const backends = new SqliteStorageBackendStore(database);
  return { reader, jobs, backends, runner, logIn, sessions, close };
}

/** The gRPC side. */
export class OrchestratorModule {
  static register(catalogue: Catalogue): DynamicModule {
    return {
      module: OrchestratorModule,
      controllers: [OrchestratorController],
      providers: [
        { provide: jobRunnerToken, useFactory: () => catalogue.runner },
        { provide: catalogueReaderToken, useFactory: () => catalogue.reader },
        { provide: backendStoreToken, useFactory: () => catalogue.backends },
      ],
    };
  }
}
