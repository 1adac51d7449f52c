import type { AlbumFacts } from './album-facts.js';
import type { GenreName } from './genre-names.js';
import type { SongToPlace } from './song-release.js';

/** Songs that are one track: linked songs of several platforms, the one that stands for them first, else a song alone. */
export type TrackSongs = readonly [SongToPlace, ...SongToPlace[]];

/** What is stored about a song. */
export interface StoredPlace {
  readonly songId: number;
  readonly album: StoredAlbumPlace | undefined;
  /** Spellings of its genres, in their order. */
  readonly genres: readonly string[];
}

interface StoredAlbumPlace {
  readonly id: number;
  readonly identity: string;
  readonly discNumber: number;
  readonly trackNumber: number;
}

/** Where a song belongs. */
export interface AlbumPlace {
  readonly songId: number;
  readonly identity: string;
  /** Of the album, should it be new. */
  readonly name: string;
  /** 0 if unknown, as the next one. */
  readonly discNumber: number;
  readonly trackNumber: number;
}

export interface AlbumChanges {
  /** Albums that get another identity, because all their songs have it. */
  readonly renamed: ReadonlyArray<{ readonly id: number; readonly identity: string }>;
  readonly placed: readonly AlbumPlace[];
  /** Songs without an album. */
  readonly unplaced: readonly number[];
  readonly genres: ReadonlyArray<{ readonly songId: number; readonly genres: readonly GenreName[] }>;
  /** Albums whose songs went to one other album; if nothing is left there, their ids lead to it. */
  readonly left: ReadonlyArray<{ readonly id: number; readonly identity: string }>;
}

/** A song of an album, as a track, and the artists of the song that stands for it, in the order of the credits. */
export interface AlbumTrack {
  readonly songs: TrackSongs;
  readonly artists: ReadonlyArray<{ readonly id: number; readonly name: string }>;
}

/**
 * Albums and genres, derived from what songs say. A song waits from when it is stored, changed or linked until it is placed;
 * only songs that stand for their track have a place.
 */
export interface AlbumStore {
  /** Takes the waiting songs with the smallest ids, at most `limit`; they wait no more. */
  takeWaiting(limit: number): Promise<readonly number[]>;
  /** The tracks that these songs belong to, each once. */
  tracks(songIds: readonly number[]): Promise<readonly TrackSongs[]>;
  /** By song. Those with neither an album nor a genre may be left out. */
  places(songIds: readonly number[]): Promise<ReadonlyMap<number, StoredPlace>>;
  /** Ids of those identities that exist. */
  albumIds(identities: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** How many songs each of these albums has. */
  songCounts(albumIds: readonly number[]): Promise<ReadonlyMap<number, number>>;
  save(changes: AlbumChanges): Promise<void>;
  /** Takes albums whose songs have changed, at most `limit`. */
  takeChanged(limit: number): Promise<readonly number[]>;
  /** The first songs of each of these albums, at most `limit` of each, in the order of the album. */
  albumTracks(albumIds: readonly number[], limit: number): Promise<ReadonlyMap<number, readonly AlbumTrack[]>>;
  /** Without facts the album goes, and so do ids that led to it. */
  saveFacts(albums: ReadonlyArray<{ readonly id: number; readonly facts: AlbumFacts | undefined }>): Promise<void>;
  /**
   * Removes playlists of library albums and folders, which earlier versions made, at most `limit`; their ids lead to the album
   * of most of their songs. Returns how many.
   */
  retirePlaylists(limit: number): Promise<number>;
}

/** Of one transaction. */
export interface AlbumStores {
  readonly albums: AlbumStore;
}
