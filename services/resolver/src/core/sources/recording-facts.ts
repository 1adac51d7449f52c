import type { SearchTarget } from './search.js';

/** A song as the catalogue names it. */
export interface NamedSong extends SearchTarget {
  /** Where its id comes from. */
  readonly platform: string | undefined;
  readonly remoteId: string | undefined;
}

/** What identifies a recording everywhere. */
export interface RecordingFacts {
  readonly title: string;
  /** Translations, transcriptions, aliases. */
  readonly otherTitles: readonly string[];
  /** In the order of the credit. */
  readonly artists: readonly { readonly name: string; readonly otherNames: readonly string[] }[];
  readonly isrcs: readonly string[];
  readonly durationMs: number | undefined;
}

export interface RecordingIdentifier {
  /**
   * The recording that is surely the song; undefined if there is none, or if it is not sure which.
   * @throws Fault as `TrackSearcher.searchTracks`
   */
  identifyRecording(song: NamedSong, signal: AbortSignal): Promise<RecordingFacts | undefined>;
}
