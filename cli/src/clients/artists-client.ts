import { orchestratorArtistsV1 } from '@catalogsync/contracts';
import { clientOf, required } from '@catalogsync/rpc';

export type Artist = orchestratorArtistsV1.Artist;
export type ArtistMember = orchestratorArtistsV1.ArtistMember;
export type ArtistDecision = orchestratorArtistsV1.ArtistDecision;

/** All artists that wait are identified first. */
const callMs = 120_000;

const nameOf = (word: string): orchestratorArtistsV1.ArtistName =>
  /^\d{1,15}$/.test(word) ? { id: Number(word), name: '' } : { id: 0, name: word };

/** The artists of one orchestrator. Each is named by its id, by that of a member, or by name. */
export class ArtistsClient extends clientOf(orchestratorArtistsV1.ArtistServiceService, 'orchestrator') {
  /** @throws Fault `not_found` */
  async get(word: string, signal: AbortSignal): Promise<readonly Artist[]> {
    return (await this.rpc.getArtists({ name: nameOf(word) }, { deadlineMs: callMs, signal })).artists;
  }

  /** @throws Fault `not_found`, `invalid_argument`, `failed_precondition` for a name that several artists have */
  async merge(artist: string, other: string, signal: AbortSignal): Promise<Artist> {
    const pair = { artist: nameOf(artist), other: nameOf(other) };
    return required((await this.rpc.mergeArtists(pair, { deadlineMs: callMs, signal })).artist, 'artist');
  }

  /** The first of them afterwards. @throws Fault as `merge` */
  async split(artist: string, other: string, signal: AbortSignal): Promise<Artist> {
    const pair = { artist: nameOf(artist), other: nameOf(other) };
    return required((await this.rpc.splitArtist(pair, { deadlineMs: callMs, signal })).artist, 'artist');
  }

  /** @throws Fault as `merge` */
  async rename(artist: string, name: string, signal: AbortSignal): Promise<Artist> {
    return required((await this.rpc.renameArtist({ artist: nameOf(artist), name }, { deadlineMs: callMs, signal })).artist, 'artist');
  }
}
