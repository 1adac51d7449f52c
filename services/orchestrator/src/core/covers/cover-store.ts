import type { CoverKind, CoverState } from './cover-rules.js';

/** A cover of the catalogue. */
export interface StoredCover {
  readonly id: number;
  readonly hash: string;
}

export interface NewCover {
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly color: string;
  readonly thumbhash: Uint8Array;
  readonly mediaType: string;
  readonly sourceKind: CoverKind;
  /** Of a picture that came from an address. */
  readonly sourceAddress: string | undefined;
  readonly madeAt: number;
}

/** A song whose cover is to be looked for. */
export interface SongToLook {
  readonly id: number;
  readonly platform: string;
  readonly remoteId: string;
  readonly name: string;
  /** As its platform gave it. */
  readonly address: string | undefined;
}

export interface PlaylistToLook {
  readonly id: number;
  readonly name: string;
  readonly address: string;
}

/** What a look came to. */
export interface Look {
  readonly state: CoverState;
  readonly coverId: number | undefined;
  readonly stamp: string | undefined;
  readonly lookedAt: number;
}

/** A song with a stamp from its file. */
export interface StampedSong {
  readonly id: number;
  readonly remoteId: string;
  readonly stamp: string;
}

/** A playlist without a picture of its own, with the first four different covers of its songs. */
export interface PlaylistOfCovers {
  readonly id: number;
  readonly covers: readonly StoredCover[];
}

export interface MosaicPart {
  readonly playlists: readonly PlaylistOfCovers[];
  /** The id behind which there are more playlists to look at; undefined at the end. */
  readonly next: number | undefined;
}

export interface CoverQuestions {
  /** Songs with files, newest first. */
  songsWithFiles(now: number, limit: number): Promise<readonly SongToLook[]>;
  /** Songs without files that have an address, those of the most played playlists first. */
  songsWithAddress(now: number, limit: number): Promise<readonly SongToLook[]>;
  /** Playlists with an address, most played first. */
  playlists(now: number, limit: number): Promise<readonly PlaylistToLook[]>;
  /** Songs of one source that were looked at before this time, those looked at longest ago first. */
  stampedSongs(platform: string, before: number, limit: number): Promise<readonly StampedSong[]>;
  /** What another song's or playlist's look with the same stamp came to, after that time. */
  lookWith(stamp: string, since: number): Promise<Look | undefined>;
  coverOf(hash: string): Promise<StoredCover | undefined>;
  /** Of some playlists behind an id, those whose mosaic is not made yet or made of other covers. */
  mosaicsToMake(after: number): Promise<MosaicPart>;
  /** Covers made before that time that nothing shows any more. */
  unused(before: number, limit: number): Promise<readonly StoredCover[]>;
}

export interface CoverWriter {
  /** Returns the id; of a known hash that of its row. */
  addCover(cover: NewCover): Promise<number>;
  lookedAtSongs(looks: ReadonlyMap<number, Look>): Promise<void>;
  lookedAtPlaylist(id: number, look: Look): Promise<void>;
  /** Their stamps are unchanged. */
  checked(songIds: readonly number[], at: number): Promise<void>;
  /** Their stamps have changed: they are looked for anew, and keep what they have until then. */
  lookAgain(songIds: readonly number[]): Promise<void>;
  /** Chooses the covers of recordings, albums and artists anew: those of these songs, or all. */
  choose(songIds: readonly number[] | undefined, at: number): Promise<void>;
  /** Unless something has begun to show them. Returns those that were removed. */
  removeCovers(ids: readonly number[]): Promise<readonly number[]>;
}
