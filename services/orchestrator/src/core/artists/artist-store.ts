import type { SongArtist } from '../catalogue/song-artists.js';

/** An artist of one platform, as far as it decides who it is. */
export interface StoredArtist {
  readonly id: number;
  readonly platform: string;
  readonly remoteId: string;
  readonly name: string;
  readonly songCount: number;
  /** What a person chose to call the artist. */
  readonly chosenName: string | undefined;
}

/** The artists that are one: two and more. Its id is that of the first of them, which stands for it. */
export interface ArtistMember {
  readonly artistId: number;
  /** `NOBODY` for a placeholder. */
  readonly identityId: number;
}

/** The identity of placeholders ("Various Artists"): nobody. */
export const NOBODY = 0;

/** An artist as others see it. */
export interface ArtistIdentity {
  readonly id: number;
  readonly name: string;
  readonly sortName: string;
  readonly musicBrainzId: string | undefined;
}

/** What a person decided about two artists. */
export interface ArtistPair {
  readonly artistId: number;
  readonly otherArtistId: number;
  readonly isSame: boolean;
}

/** Who decided, and when. */
export interface Decided {
  /** Milliseconds since 1970, UTC. */
  readonly decidedAt: number;
  readonly decidedBy: string;
}

/** A decision as it is kept, the smaller id first. */
export type ArtistChoice = ArtistPair & Decided;

/** A credit that was stored as one artist, and the artists that it names. */
export interface SplitCredit {
  readonly id: number;
  readonly platform: string;
  readonly artists: readonly SongArtist[];
}

/** Who the artists of a batch are. */
export interface Identified {
  /** The artists decided about. */
  readonly artistIds: readonly number[];
  readonly identities: readonly ArtistIdentity[];
  readonly members: readonly ArtistMember[];
  /** Where artists are found from now on; of those decided about anew only. */
  readonly found: ReadonlyArray<{ readonly artistId: number; readonly keys: readonly number[] }>;
}

/** Which artists are one. An artist waits from when it, or a song of it, is stored or changed until it is identified. */
export interface ArtistStore {
  /** Takes the waiting artists with the smallest ids, at most `limit`; they wait no more. Returns their ids, ascending. */
  takeWaiting(limit: number): Promise<readonly number[]>;
  /** By id, ascending, without unknown ones. */
  artists(ids: readonly number[]): Promise<readonly StoredArtist[]>;
  /** Where these are found now. */
  keysOf(artistIds: readonly number[]): Promise<readonly number[]>;
  /** For each key the artists found there with the smallest ids, at most `limit` of them. */
  find(keys: readonly number[], limit: number): Promise<ReadonlyArray<readonly number[]>>;
  /** All members of the identities that these artists belong to. */
  membersWith(artistIds: readonly number[]): Promise<readonly ArtistMember[]>;
  /** Every decision that names one of these artists. */
  choices(artistIds: readonly number[]): Promise<readonly ArtistPair[]>;
  /** Songs are credited to the artists that their credits name; the ids of the credits lead to the first of these. */
  split(credits: readonly SplitCredit[]): Promise<void>;
  /** Writes what differs from what is stored. */
  save(identified: Identified): Promise<void>;
  /** Takes the place of an earlier decision about the two artists. */
  decide(choice: ArtistChoice): Promise<void>;
  /** Takes the place of an earlier name. */
  rename(artistId: number, name: string, decided: Decided): Promise<void>;
}

/** Of one transaction. */
export interface ArtistStores {
  readonly artists: ArtistStore;
}
