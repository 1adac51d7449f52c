import type { ListedPlaylist } from '../sources/source-catalog.js';

export interface PoolLink {
  readonly poolId: number;
  readonly playlistId: number;
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
}
