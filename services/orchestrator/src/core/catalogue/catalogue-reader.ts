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
  /** Ids of the active locations on local backends that this source's files live on, ascending. */
  activeLocations(source: string): Promise<readonly number[]>;
}

export interface PlaylistToSync {
  readonly id: number;
  readonly remoteId: string;
  readonly name: string;
}
