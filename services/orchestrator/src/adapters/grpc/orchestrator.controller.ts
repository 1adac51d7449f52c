import { setTimeout as sleep } from 'node:timers/promises';
import { orchestratorV1 } from '@catalogsync/contracts';
import { streamOf } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { CatalogueReader } from '../../core/catalogue/catalogue-reader.js';
import type { JobRunner } from '../../core/jobs/job-runner.js';
import { parseScope } from '../../core/playlist-file/playlist-scope.js';
import { parseObjectBackend, type StorageBackendStore } from '../../core/storage/storage-backend.js';
import { toBackendMessage } from './backend-messages.js';
import { toReference, toWatchMessage } from './job-messages.js';

/** Tokens of what the module binds. */
export const jobRunnerToken = Symbol('job runner');
export const catalogueReaderToken = Symbol('catalogue reader');
export const backendStoreToken = Symbol('storage backends');

/** A watcher gets at most ten states a second: the stream does not hold back a sender that is faster than its reader. */
const watchPaceMs = 100;

/** gRPC edge of catalogsync.orchestrator.v1. */
@Controller()
@orchestratorV1.OrchestratorServiceControllerMethods()
export class OrchestratorController implements orchestratorV1.OrchestratorServiceController {
  constructor(
    @Inject(jobRunnerToken) private readonly runner: JobRunner,
    @Inject(catalogueReaderToken) private readonly catalogue: CatalogueReader,
    @Inject(backendStoreToken) private readonly backends: StorageBackendStore,
  ) {}

  async startJob(request: orchestratorV1.StartJobRequest): Promise<orchestratorV1.StartJobResponse> {
    const { template, sources, playlists, playlistFileId: id, playlistFileName: name } = request;
    const scope = parseScope(playlists.map(toReference), { id, name });
    return { jobId: await this.runner.start({ template, sources, scope }) };
  }

  watchJob({ jobId }: orchestratorV1.WatchJobRequest): Observable<orchestratorV1.WatchJobResponse> {
    const { runner } = this;
    return streamOf(async function* (signal) {
      for await (const view of runner.watch(jobId, signal)) {
        yield toWatchMessage(view);
        await sleep(watchPaceMs, undefined, { signal, ref: false });
      }
    });
  }

  async getCatalogSummary(): Promise<orchestratorV1.GetCatalogSummaryResponse> {
    return this.catalogue.summary();
  }

  async registerBackend(request: orchestratorV1.RegisterBackendRequest): Promise<orchestratorV1.RegisterBackendResponse> {
    const backend = parseObjectBackend(request.name, request.objectStorage ?? {});
    return { backend: toBackendMessage(backend), changed: await this.backends.save(backend) };
  }

  async listBackends(): Promise<orchestratorV1.ListBackendsResponse> {
    return { backends: (await this.backends.list()).map(toBackendMessage) };
  }
}
