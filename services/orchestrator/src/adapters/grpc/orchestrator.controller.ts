import { orchestratorV1 } from '@catalogsync/contracts';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { CatalogueReader } from '../../core/catalogue/catalogue-reader.js';
import type { StorageBackends } from '../../core/catalogue/storage-backend.js';
import type { BackendCare } from '../../core/upload/backend-care.js';
import { toBackendMessage, toHealthMessage, toOrphansMessage } from './backend-messages.js';

/** Tokens of what the module binds. */
export const catalogueReaderToken = Symbol('catalogue reader');
export const backendsToken = Symbol('storage backends');
export const backendCareToken = Symbol('care of storage backends');

/** Longer than one backend may take, and for unfinished uploads by the hundred. */
const careMs = 120_000;

/** gRPC edge of OrchestratorService. */
@Controller()
@orchestratorV1.OrchestratorServiceControllerMethods()
export class OrchestratorController implements orchestratorV1.OrchestratorServiceController {
  constructor(
    @Inject(catalogueReaderToken) private readonly catalogue: CatalogueReader,
    @Inject(backendsToken) private readonly backends: StorageBackends,
    @Inject(backendCareToken) private readonly care: BackendCare,
  ) {}

  async getCatalogSummary(): Promise<orchestratorV1.GetCatalogSummaryResponse> {
    return this.catalogue.summary();
  }

  async registerBackend(
    { name, objectStorage }: orchestratorV1.RegisterBackendRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<orchestratorV1.RegisterBackendResponse> {
    const { backend, changed } = await this.backends.register(name, objectStorage ?? {}, actorOf(call));
    return { backend: toBackendMessage(backend), changed };
  }

  async listBackends(): Promise<orchestratorV1.ListBackendsResponse> {
    return { backends: (await this.backends.list()).map(toBackendMessage) };
  }

  async checkBackends({ name }: orchestratorV1.CheckBackendsRequest): Promise<orchestratorV1.CheckBackendsResponse> {
    return { backends: (await this.care.check(name, AbortSignal.timeout(careMs))).map(toHealthMessage) };
  }

  async findOrphans(
    { name, abort }: orchestratorV1.FindOrphansRequest,
    _metadata?: unknown,
    call?: RpcCall,
  ): Promise<orchestratorV1.FindOrphansResponse> {
    const signal = AbortSignal.timeout(careMs);
    const found = abort ? await this.care.giveUp(name, actorOf(call), signal) : await this.care.orphans(name, signal);
    return { backends: found.map(toOrphansMessage) };
  }
}
