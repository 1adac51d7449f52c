import type { ArtistIdentity, ArtistPair, Decided, StoredArtist } from './artist-store.js';

/** How a person names an artist: by its id or that of a member, or by name. */
export type ArtistName = { readonly id: number } | { readonly name: string };

/** An artist of one source. */
export type MemberDetail = Pick<StoredArtist, 'id' | 'platform' | 'remoteId' | 'name' | 'songCount'>;

/** What a person decided about a member and another artist. */
export interface ArtistDecision extends ArtistPair, Decided {
  readonly otherName: string;
}

/** One artist with all that it consists of, by id, and what people decided about those. */
export interface ArtistDetail extends ArtistIdentity {
  readonly members: readonly MemberDetail[];
  readonly decisions: readonly ArtistDecision[];
}

/** Finds artists, as committed. */
export interface ArtistDetails {
  /** Those that are named so, by id; placeholders are no artists. */
  find(name: ArtistName): Promise<readonly ArtistDetail[]>;
}
