import { orchestratorArtistsV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { ArtistChoices } from '../../core/artists/artist-choices.js';
import type { ArtistDecision, ArtistDetail, ArtistName } from '../../core/artists/artist-detail.js';

/** Token of what the module binds. */
export const artistChoicesToken = Symbol('choices about artists');

/** For the identification of all artists that wait, which may be those of a large job. */
const identifyTimeoutMs = 100_000;
const limit = (): AbortSignal => AbortSignal.timeout(identifyTimeoutMs);

/** gRPC edge of ArtistService. */
@Controller()
@wire.ArtistServiceControllerMethods()
export class ArtistController implements wire.ArtistServiceController {
  constructor(@Inject(artistChoicesToken) private readonly choices: ArtistChoices) {}

  async getArtists({ name }: wire.GetArtistsRequest): Promise<wire.GetArtistsResponse> {
    return { artists: (await this.choices.find(toName(name), limit())).map(toArtist) };
  }

  async mergeArtists({ artist, other }: wire.MergeArtistsRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.MergeArtistsResponse> {
    return { artist: toArtist(await this.choices.merge([toName(artist), toName(other)], actorOf(call), limit())) };
  }

  async splitArtist({ artist, other }: wire.SplitArtistRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.SplitArtistResponse> {
    return { artist: toArtist(await this.choices.split([toName(artist), toName(other)], actorOf(call), limit())) };
  }

  async renameArtist({ artist, name }: wire.RenameArtistRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.RenameArtistResponse> {
    return { artist: toArtist(await this.choices.rename(toName(artist), name, actorOf(call), limit())) };
  }
}

/** @throws Fault `invalid_argument` */
function toName(message: wire.ArtistName | undefined): ArtistName {
  const { id = 0, name = '' } = message ?? {};
  if (id > 0) return { id };
  if (name.trim() !== '') return { name };
  throw new Fault('invalid_argument', 'an artist needs an id or a name');
}

function toArtist({ musicBrainzId = '', members, decisions, ...artist }: ArtistDetail): wire.Artist {
  return { ...artist, musicbrainzId: musicBrainzId, members: [...members], decisions: decisions.map(toDecision) };
}

const toDecision = ({ isSame, ...decision }: ArtistDecision): wire.ArtistDecision => {
  return { ...decision, decision: isSame ? 'same' : 'different' };
};
