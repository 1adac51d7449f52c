import type { SongToDownload } from './song-details.js';

/** Counts of the catalogue. */
export interface CatalogueSummary {
  readonly songs: number;
  readonly playlists: number;
  readonly artists: number;
  /** Locations with the status `active`. */
  readonly activeFiles: number;
}

/** Questions about what is committed. Each throws the reason of its signal once that has aborted. */
export interface CatalogueReader {
  summary(): Promise<CatalogueSummary>;
  /** Playlists of a platform whose songs are not those of the version last listed, by id. */
  playlistsToSync(platform: string, signal: AbortSignal): Promise<readonly PlaylistToSync[]>;
  /**
   * Ids of the active locations on local backends that this source's files live on, ascending; only of
   * files of songs in these playlists, if any are given.
   */
  activeLocations(source: string, playlistIds: readonly number[] | undefined, signal: AbortSignal): Promise<readonly number[]>;
  /** Remote ids of the songs of this platform in these playlists, each once. */
  remoteSongIds(platform: string, playlistIds: readonly number[], signal: AbortSignal): Promise<readonly string[]>;
  /** Songs of playlists that have no active location, with ids above `after`, ascending. */
  songsToDownload(
    wanted: SongsWanted,
    page: { readonly after: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<readonly SongRowToDownload[]>;
  /** One song, and whether it has an active location. */
  songToDownload(id: number, signal: AbortSignal): Promise<(SongToDownload & { readonly hasFile: boolean }) | undefined>;
}

export interface PlaylistToSync {
  readonly id: number;
  readonly remoteId: string;
  readonly name: string;
}

/** Which songs are to be downloaded. */
export interface SongsWanted {
  /** Sources with files of their own here; what they list no more is not fetched from elsewhere. */
  readonly local: readonly string[];
  /** The only platforms; empty means all. */
  readonly platforms: readonly string[];
  /** The only playlists, if given. */
  readonly playlistIds: readonly number[] | undefined;
}

export interface SongRowToDownload {
  readonly id: number;
  readonly platform: string;
  readonly name: string;
  readonly singers: string | undefined;
  /** One of the playlists it is wanted for. */
  readonly playlistId: number;
}
