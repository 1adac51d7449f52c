import { orchestratorV1 } from '@catalogsync/contracts';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { CatalogueReader } from '../../core/catalogue/catalogue-reader.js';
import type { StorageBackends } from '../../core/catalogue/storage-backend.js';
import { toBackendMessage } from './backend-messages.js';

/** Tokens of what the module binds. */
export const catalogueReaderToken = Symbol('catalogue reader');
export const backendsToken = Symbol('storage backends');

/** gRPC edge of OrchestratorService. */
@Controller()
@orchestratorV1.OrchestratorServiceControllerMethods()
export class OrchestratorController implements orchestratorV1.OrchestratorServiceController {
  constructor(
    @Inject(catalogueReaderToken) private readonly catalogue: CatalogueReader,
    @Inject(backendsToken) private readonly backends: StorageBackends,
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
}
