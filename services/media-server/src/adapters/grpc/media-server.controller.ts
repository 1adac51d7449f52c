import { mediaServerV1 } from '@catalogsync/contracts';
import type { Logger } from '@catalogsync/runtime';
import { Controller, Inject } from '@nestjs/common';
import { ServerRegistry } from '../../core/registry/server-registry.js';

/** Tokens of the values that the module provides. */
export const activeServerToken = Symbol('the chosen server');
export const logToken = Symbol('log');

/** A media server on the same network answers far sooner; a status request should not wait longer. */
const statusTimeoutMs = 5000;

/** gRPC controller of catalogsync.mediaserver.v1. */
@Controller()
@mediaServerV1.MediaServerServiceControllerMethods()
export class MediaServerController implements mediaServerV1.MediaServerServiceController {
  constructor(
    @Inject(ServerRegistry) private readonly registry: ServerRegistry,
    @Inject(activeServerToken) private readonly activeServer: string,
    @Inject(logToken) private readonly log: Logger,
  ) {}

  async getStatus(): Promise<mediaServerV1.GetStatusResponse> {
    const { problem, ...status } = await this.registry.status(this.activeServer, AbortSignal.timeout(statusTimeoutMs));
    if (problem !== undefined) this.log.warn({ err: problem }, `${status.active} does not answer`);
    return { ...status, available: [...status.available] };
  }
}
