import { orchestratorUpkeepV1 } from '@catalogsync/contracts';
import { toFault } from '@catalogsync/faults';
import { clientOf, type RpcAccess } from '@catalogsync/rpc';
import type { Logger } from '@catalogsync/runtime';
import type { FileLocation, PresentPlaces } from '../../core/stream/stream-ports.js';

/** A player waits for it: the orchestrator on this machine answers within milliseconds. */
const callMs = 2000;

/** Where files are now, as the orchestrator knows before the next snapshot says so. */
export class OrchestratorPlaces extends clientOf(orchestratorUpkeepV1.UpkeepServiceService, 'orchestrator') implements PresentPlaces {
  constructor(
    address: string,
    access: RpcAccess,
    private readonly log: Logger,
  ) {
    super(address, access);
  }

  async locate(fileLocationId: number): Promise<FileLocation | undefined> {
    try {
      const { backendName, locator, ext } = await this.rpc.locateFile({ fileLocationId }, { deadlineMs: callMs });
      return { backendName, locator, ext: ext || undefined };
    } catch (error) {
      const { code, message } = toFault(error);
      // An origin without an orchestrator on its machine knows only the snapshot.
      if (code !== 'not_found') this.log.debug({ code, message }, 'the orchestrator was not asked where a file is');
      return undefined;
    }
  }
}
