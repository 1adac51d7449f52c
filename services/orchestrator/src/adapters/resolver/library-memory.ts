import { resolverUpkeepV1 } from '@catalogsync/contracts';
import { clientOf } from '@catalogsync/rpc';
import type { LibraryMemory } from '../../core/upkeep/purge-library.js';

const callMs = 60_000;

/** What the resolver's index remembers. */
export class ResolverMemory extends clientOf(resolverUpkeepV1.UpkeepServiceService, 'resolver') implements LibraryMemory {
  async forgotten(remoteIds: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    return (await this.rpc.listForgottenTracks({ remoteTrackIds: [...remoteIds] }, { deadlineMs: callMs, signal })).remoteTrackIds;
  }

  async purge(dryRun: boolean, signal: AbortSignal): Promise<number> {
    return (await this.rpc.purgeIndex({ dryRun }, { deadlineMs: callMs, signal })).goneFiles;
  }
}
