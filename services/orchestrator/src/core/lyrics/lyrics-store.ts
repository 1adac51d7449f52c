/** A song of a source with local files whose lyrics are to be read. */
export interface LyricsToRead {
  readonly songId: number;
  readonly remoteId: string;
  readonly version: string;
}

/** Lyrics of songs. Equal texts are stored once. */
export interface LyricsStore {
  /** Songs of this source with a greater id whose files have lyrics that were not read in this version, ascending. */
  waiting(source: string, page: { readonly after: number; readonly limit: number }): Promise<readonly LyricsToRead[]>;
  /** Sets a song's lyrics; without text, or with one that says nothing, it has none. */
  save(songId: number, text: string | undefined): Promise<void>;
  /** They were read in this version. */
  settle(read: readonly LyricsToRead[]): Promise<void>;
}

/** Of one transaction. */
export interface LyricsStores {
  readonly lyrics: LyricsStore;
}
