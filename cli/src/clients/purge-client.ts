import { orchestratorUpkeepV1 } from '@catalogsync/contracts';
import { clientOf } from '@catalogsync/rpc';

/** What is left of old scans, of one kind. */
export type LeftOver = Readonly<orchestratorUpkeepV1.LeftOver>;

const purgeMs = 610_000;

/** The purge of one orchestrator's catalogue. */
export class PurgeClient extends clientOf(orchestratorUpkeepV1.UpkeepServiceService, 'orchestrator') {
  /** @returns what was removed, or would be */
  async purge(dryRun: boolean, signal: AbortSignal): Promise<readonly LeftOver[]> {
    return (await this.rpc.purgeLibrary({ dryRun }, { deadlineMs: purgeMs, signal })).leftOvers;
  }
}
