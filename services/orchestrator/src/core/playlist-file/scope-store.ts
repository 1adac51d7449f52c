import type { PlaylistFile, PlaylistReference, ScopedPlaylist } from './playlist-scope.js';

/**
 * External ids of the pools of playlist files begin so. What a source lists never does: its own pools
 * of this kind are the source's to change, these are the user's.
 */
export const playlistFilePool = 'run-file:';

/** Of one transaction. */
export interface ScopeStores {
  readonly scope: ScopeStore;
}

/** Playlists that jobs are confined to. */
export interface ScopeStore {
  /** Those that the catalogue has, in the order given. */
  find(references: readonly PlaylistReference[]): Promise<readonly ScopedPlaylist[]>;
  /** Adds those that the catalogue lacks, `pending` for sync and named by their id until their source tells more. */
  add(references: readonly PlaylistReference[]): Promise<void>;
  /**
   * Makes exactly these the playlists of the file's pools, one pool for each platform; a pool without
   * playlists goes. Writes nothing if they are already.
   */
  attach(file: PlaylistFile, playlists: readonly ScopedPlaylist[]): Promise<void>;
}
