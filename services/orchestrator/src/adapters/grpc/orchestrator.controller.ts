import { setTimeout as sleep } from 'node:timers/promises';
import { orchestratorV1 } from '@catalogsync/contracts';
import { streamOf } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { CatalogueReader } from '../../core/catalogue/catalogue-reader.js';
import type { JobRunner } from '../../core/jobs/job-runner.js';
import { toWatchMessage } from './job-messages.js';

/** Tokens of what the module binds. */
export const jobRunnerToken = Symbol('job runner');
export const catalogueReaderToken = Symbol('catalogue reader');

/** A watcher gets at most ten states a second: the stream does not hold back a sender that is faster than its reader. */
const watchPaceMs = 100;

/** gRPC edge of catalogsync.orchestrator.v1. */
@Controller()
@orchestratorV1.OrchestratorServiceControllerMethods()
export class OrchestratorController implements orchestratorV1.OrchestratorServiceController {
  constructor(
    @Inject(jobRunnerToken) private readonly runner: JobRunner,
    @Inject(catalogueReaderToken) private readonly catalogue: CatalogueReader,
  ) {}

  async startJob({ template, sources }: orchestratorV1.StartJobRequest): Promise<orchestratorV1.StartJobResponse> {
    return { jobId: await this.runner.start({ template, sources }) };
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
}
