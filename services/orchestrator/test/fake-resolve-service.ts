import { type resolverV1, resolverResolveV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { streamOf } from '@catalogsync/rpc';
import { Controller } from '@nestjs/common';
import type { Observable } from 'rxjs';

const notHere = (): Fault => new Fault('unsupported', 'not here');

/** A resolver that looks up songs with `lookUp` and does nothing else. */
export function fakeResolveService(lookUp: (request: wire.LookUpTrackRequest) => resolverV1.Track) {
  @Controller()
  @wire.ResolveServiceControllerMethods()
  class FakeResolveService implements wire.ResolveServiceController {
    async lookUpTrack(request: wire.LookUpTrackRequest): Promise<wire.LookUpTrackResponse> {
      return { track: lookUp(request) };
    }
    resolve(): Observable<wire.ResolveResponse> {
      return streamOf(async function* () {
        yield* [];
        throw notHere();
      });
    }
    async search(): Promise<wire.SearchResponse> {
      throw notHere();
    }
    async setManualMatch(): Promise<wire.SetManualMatchResponse> {
      throw notHere();
    }
    async listManualMatches(): Promise<wire.ListManualMatchesResponse> {
      throw notHere();
    }
    async removeManualMatch(): Promise<wire.RemoveManualMatchResponse> {
      throw notHere();
    }
    async rejectFile(): Promise<wire.RejectFileResponse> {
      throw notHere();
    }
  }
  return FakeResolveService;
}
