import type { ListedPlaylist } from '../sources/source-catalog.js';

export interface PoolLink {
  readonly poolId: number;
  readonly playlistId: number;
}

/** Playlists and the pools they were found in. Saving what is stored already writes nothing. */
export interface ListingStore {
  /**
   * Adds or updates playlists, their pools and their links. A playlist whose listed version is new or
   * unknown becomes `pending` for sync. Answers the links, in no order.
   */
  save(
    platform: string,
    playlists: readonly ListedPlaylist[],
  ): Promise<{ readonly playlistIds: readonly number[]; readonly links: readonly PoolLink[] }>;
  /**
   * All links of pools of this platform; pools of lists that a user made are left out unless
   * `withUserLists`, pools of playlist files (see ScopeStore) always: no source lists them.
   */
  links(platform: string, withUserLists: boolean): Promise<readonly PoolLink[]>;
  unlink(links: readonly PoolLink[]): Promise<void>;
  playlistIds(platform: string): Promise<readonly number[]>;
  /** Removes playlists with their links; their songs stay. */
  removePlaylists(ids: readonly number[]): Promise<void>;
  /** Removes pools of this platform that hold no playlist any more. */
  removeEmptyPools(platform: string): Promise<void>;
}
