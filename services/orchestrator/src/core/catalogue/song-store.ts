import type { Track } from '../sources/source-catalog.js';

/** Songs, their artists, and their order in playlists. Saving unchanged data writes nothing. */
export interface SongStore {
  /**
   * Adds or updates songs with the artists derived from them. Absent fields do not erase known values. Returns the
   * ids in the order given.
   */
  save(platform: string, tracks: readonly Track[]): Promise<readonly number[]>;
  /** Sets exactly these as the playlist's songs, at positions from 1, and marks it synced at `now`. */
  replacePlaylistSongs(playlistId: number, songIds: readonly number[], now: number): Promise<void>;
  markSyncFailed(playlistId: number, reason: string): Promise<void>;
  /** Removes artists of this platform without songs. */
  removeUnusedArtists(platform: string): Promise<void>;
}
