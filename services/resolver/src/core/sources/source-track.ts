/** A song as its source describes it. Empty text and 0 mean unknown. */
export interface SourceTrack {
  readonly remoteId: string;
  readonly name: string;
  /** In the order of the credits; `remoteId` is empty where the source has none. */
  readonly artists: readonly { readonly remoteId: string; readonly name: string }[];
  readonly album: string;
  readonly albumArtist: string;
  readonly durationMs: number;
  readonly isrc: string;
  readonly trackNumber: number;
  readonly discNumber: number;
  readonly year: number;
  readonly genre: string;
  readonly coverUrl: string;
  readonly ext: string;
  readonly fileSizeBytes: number;
}
