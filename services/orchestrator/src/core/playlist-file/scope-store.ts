import type { PlaylistFile, PlaylistReference, ScopedPlaylist } from './playlist-scope.js';

/**
 * Prefix of the external ids of playlist-file pools. Pools listed by sources never have it: those belong to their
 * source, these to the user.
 */
export const playlistFilePool = 'run-file:';

/** Of one transaction. */
export interface ScopeStores {
  readonly scope: ScopeStore;
}

/** Playlists that jobs are limited to. */
export interface ScopeStore {
  /** Those in the catalogue, in the order given. */
  find(references: readonly PlaylistReference[]): Promise<readonly ScopedPlaylist[]>;
  /** Adds those missing from the catalogue, `pending` for sync and named by id until their source gives a name. */
  add(references: readonly PlaylistReference[]): Promise<void>;
  /**
   * Sets exactly these as the playlists of the file's pools, one pool per platform, and removes empty pools. Writes
   * nothing if unchanged.
   */
  attach(file: PlaylistFile, playlists: readonly ScopedPlaylist[]): Promise<void>;
}
