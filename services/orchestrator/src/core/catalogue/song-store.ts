import type { Track } from '../sources/source-catalog.js';

/** Songs, their artists, and the order of songs in playlists. Saving what is stored already writes nothing. */
export interface SongStore {
  /**
   * Adds or updates songs with the artists derived from them. What a source does not know (an absent
   * field) does not erase what is known. Answers the ids in the order given.
   */
  save(platform: string, tracks: readonly Track[]): Promise<readonly number[]>;
  /** Makes exactly these the playlist's songs, at positions from 1, and the playlist synced at `now`. */
  replacePlaylistSongs(playlistId: number, songIds: readonly number[], now: number): Promise<void>;
  markSyncFailed(playlistId: number, reason: string): Promise<void>;
  /** Removes artists of this platform that no song has any more. */
  removeUnusedArtists(platform: string): Promise<void>;
}
