/** The tracks of the rows that a scan of a part of the library has not loaded. */
export interface TracksElsewhere {
  trackOf(fingerprint: string): string | undefined;
  /** The content of a track that is in use; undefined if it is not. */
  contentOf(trackId: string): { readonly fingerprint: string | undefined } | undefined;
}
