import type { ListedPlaylist, Track, TrackFile } from '../sources/source-catalog.js';

export interface PoolLink {
  readonly poolId: number;
  readonly playlistId: number;
}

export interface StoredPool {
  readonly id: number;
  readonly kind: string;
  /** See `markPoolsEmpty`. */
  readonly emptySince: number | undefined;
}

/** Playlists and the pools they were found in. Saving unchanged data writes nothing. */
export interface ListingStore {
  /**
   * Adds or updates playlists, their pools and their links. A playlist whose listed version is new or unknown becomes
   * `pending` for sync. Returns the links, in no order.
   */
  save(
    platform: string,
    playlists: readonly ListedPlaylist[],
  ): Promise<{ readonly playlistIds: readonly number[]; readonly links: readonly PoolLink[] }>;
  /**
   * All links of pools of this platform; without pools of user-made lists unless `withUserLists`, and never with
   * pools of playlist files (see ScopeStore), which no source lists.
   */
  links(platform: string, withUserLists: boolean): Promise<readonly PoolLink[]>;
  unlink(links: readonly PoolLink[]): Promise<void>;
  playlistIds(platform: string): Promise<readonly number[]>;
  /** Removes playlists with their links; their songs stay. */
  removePlaylists(ids: readonly number[]): Promise<void>;
  /** Removes pools of this platform without playlists. */
  removeEmptyPools(platform: string): Promise<void>;
  /** Pools of this platform. */
  pools(platform: string): Promise<readonly StoredPool[]>;
  /** Notes when pools were first found empty although they are kept; forgotten once `save` lists them again. */
  markPoolsEmpty(poolIds: readonly number[], since: number): Promise<void>;
}

/** A music folder that is catalogued in place. */
export interface LocalBackend {
  readonly name: string;
  readonly basePath: string;
  /** The source of its files. */
  readonly source: string;
}

/** Encoded files and their locations. Saving unchanged data writes nothing. */
export interface FileStore {
  /**
   * Adds the backend, or updates its base path, and returns its id.
   * @throws Fault `failed_precondition` if another kind of backend has that name
   */
  saveBackend(backend: LocalBackend): Promise<number>;
  /**
   * Makes each file an active location of its song's asset; the first location of an asset is primary. Returns each
   * location's id, or undefined if the song is unknown.
   */
  register(platform: string, backendId: number, files: readonly TrackFile[]): Promise<readonly (number | undefined)[]>;
  /** Active locations on the source's own backends of the files of its songs with these remote ids. */
  locationsOf(source: string, remoteIds: readonly string[]): Promise<readonly number[]>;
  /** How far the files of a source were registered; see `SourceCatalog.changedFiles`. */
  position(source: string): Promise<string | undefined>;
  savePosition(source: string, position: string): Promise<void>;
  /** Active locations become `missing`; another active local location of the asset takes over as primary. */
  markMissing(locationIds: readonly number[]): Promise<void>;
}

/** Songs, their artists, and their order in playlists. Saving unchanged data writes nothing. */
export interface SongStore {
  /**
   * Adds or updates songs with the artists derived from them. Absent fields do not erase known values, unless the tracks are
   * `whole` descriptions. Returns the ids in the order given.
   */
  save(platform: string, tracks: readonly Track[], described?: 'whole'): Promise<readonly number[]>;
  /** How far the songs of a source were read; see `SourceCatalog.changedTracks`. */
  position(source: string): Promise<string | undefined>;
  savePosition(source: string, position: string): Promise<void>;
  /**
   * Adds songs that are described by somebody else than their platform: those that the catalogue has stay as they are,
   * unless nothing but the id is known of them. Returns the ids in the order given.
   */
  add(platform: string, tracks: readonly Track[]): Promise<readonly number[]>;
  /**
   * Sets exactly these as the playlist's songs, at positions from 1, and marks it synced at `now`. What that changes becomes
   * an entry of its history.
   * @param jobId the job that does it
   */
  replacePlaylistSongs(playlistId: number, songIds: readonly number[], now: number, jobId?: number): Promise<void>;
  /** A playlist that came back empty keeps its songs: it stays `pending`, with the reason shown. */
  keepEmptyPlaylist(playlistId: number, since: number, reason: string): Promise<void>;
  markSyncFailed(playlistId: number, reason: string): Promise<void>;
  /** Removes artists of this platform without songs. */
  removeUnusedArtists(platform: string): Promise<void>;
}

/** Stores of one transaction. */
export interface CatalogueStores {
  readonly listing: ListingStore;
  readonly songs: SongStore;
  readonly files: FileStore;
}

/** The only way to change the catalogue: runs `work` in one transaction, rolled back if it throws. */
export interface CatalogueWriter<Stores = CatalogueStores> {
  run<T>(work: (stores: Stores) => Promise<T> | T, options?: { readonly signal?: AbortSignal }): Promise<T>;
}
