import { resolverUpkeepV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { Controller } from '@nestjs/common';

interface Remembering {
  readonly remembered: ReadonlySet<string>;
  rememberedInVain: number;
}

/** What the resolver's index remembers. */
export function fakeUpkeepService(library: Remembering): new () => wire.UpkeepServiceController {
  @Controller()
  @wire.UpkeepServiceControllerMethods()
  class FakeUpkeep implements wire.UpkeepServiceController {
    async listFaults(): Promise<wire.ListFaultsResponse> {
      throw new Fault('unsupported', 'not here');
    }
    async setFaultsAside(): Promise<wire.SetFaultsAsideResponse> {
      throw new Fault('unsupported', 'not here');
    }
    async listDuplicates(): Promise<wire.ListDuplicatesResponse> {
      throw new Fault('unsupported', 'not here');
    }
    async listForgottenTracks({ remoteTrackIds }: wire.ListForgottenTracksRequest): Promise<wire.ListForgottenTracksResponse> {
      return { remoteTrackIds: remoteTrackIds.filter((id) => !library.remembered.has(id)) };
    }
    async purgeIndex({ dryRun }: wire.PurgeIndexRequest): Promise<wire.PurgeIndexResponse> {
      const goneFiles = library.rememberedInVain;
      if (!dryRun) library.rememberedInVain = 0;
      return { goneFiles };
    }
  }
  return FakeUpkeep;
}
