import { orchestratorV1 } from '@catalogsync/contracts';
import { Controller, Inject } from '@nestjs/common';
import type { CatalogueReader } from '../../core/catalogue/catalogue-reader.js';
import { parseObjectBackend, type StorageBackendStore } from '../../core/catalogue/storage-backend.js';
import { toBackendMessage } from './backend-messages.js';

/** Tokens of what the module binds. */
export const catalogueReaderToken = Symbol('catalogue reader');
export const backendStoreToken = Symbol('storage backends');

/** gRPC edge of OrchestratorService. */
@Controller()
@orchestratorV1.OrchestratorServiceControllerMethods()
export class OrchestratorController implements orchestratorV1.OrchestratorServiceController {
  constructor(
    @Inject(catalogueReaderToken) private readonly catalogue: CatalogueReader,
    @Inject(backendStoreToken) private readonly backends: StorageBackendStore,
  ) {}

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
