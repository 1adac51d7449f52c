import { mediaServerPlaysV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { streamOf } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { MediaServerEngine } from '../../core/engine/media-server-engine.js';
import { locatorBelow } from '../../core/mirror/locator.js';
import { messagesOf } from './answers.js';
import { toPlay, toTrackPlays } from './media-messages.js';
import { libraryRootToken } from './media-server.controller.js';

const [usualPlays, mostPlays] = [500, 10_000];

/** gRPC edge of ServerPlayService. */
@Controller()
@wire.ServerPlayServiceControllerMethods()
export class PlayController implements wire.ServerPlayServiceController {
  constructor(
    @Inject(MediaServerEngine) private readonly engine: MediaServerEngine,
    @Inject(libraryRootToken) private readonly libraryRoot: () => string,
  ) {}

  listPlays({ limit }: wire.ListPlaysRequest): Observable<wire.ListPlaysResponse> {
    if (limit > mostPlays) throw new Fault('invalid_argument', `ask for at most ${mostPlays} plays`);
    const locatorOf = locatorBelow(this.libraryRoot());
    return streamOf((signal) =>
      messagesOf(this.engine.playHistory(limit || usualPlays, signal), (plays) => ({
        plays: plays.map((play) => toPlay(play, locatorOf)),
      })),
    );
  }

  listPlayCounts(): Observable<wire.ListPlayCountsResponse> {
    const locatorOf = locatorBelow(this.libraryRoot());
    return streamOf((signal) =>
      messagesOf(this.engine.trackPlayCounts(signal), (counts) => ({ counts: counts.map((count) => toTrackPlays(count, locatorOf)) })),
    );
  }
}
