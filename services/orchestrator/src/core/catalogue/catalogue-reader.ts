/** Counts of the catalogue. */
export interface CatalogueSummary {
  readonly songs: number;
  readonly playlists: number;
  readonly artists: number;
  /** Locations with the status `active`. */
  readonly activeFiles: number;
}

/** Questions about what is committed. */
export interface CatalogueReader {
  summary(): Promise<CatalogueSummary>;
  /** Playlists of a platform whose songs are not those of the version last listed, by id. */
  playlistsToSync(platform: string): Promise<readonly PlaylistToSync[]>;
  /**
   * Ids of the active locations on local backends that this source's files live on, ascending; only of
   * files of songs in these playlists, if any are given.
   */
  activeLocations(source: string, playlistIds?: readonly number[]): Promise<readonly number[]>;
  /** Remote ids of the songs of this platform in these playlists, each once. */
  remoteSongIds(platform: string, playlistIds: readonly number[]): Promise<readonly string[]>;
}

export interface PlaylistToSync {
  readonly id: number;
  readonly remoteId: string;
  readonly name: string;
}
