import type { SongDetails, SoundProperties, SourceTrack } from './source-track.js';

/** What a source claims about a file. */
export interface AudioProperties extends SoundProperties {
  readonly ext: string | undefined;
  readonly fileSizeBytes: number | undefined;
}

/** The wanted recording, as far as known. */
export interface SearchTarget extends Pick<SongDetails, 'album' | 'durationMs' | 'isrc'> {
  readonly title: string;
  readonly artists: readonly string[];
}

export interface SearchRequest {
  /** What a person would type: base title and first artist. A source may use `target` instead; nobody rewrites queries for it (behaviour 201). */
  readonly keyword: string;
  readonly target: SearchTarget;
  /** Most hits to return. */
  readonly limit: number;
}

/** One file or stream that a source offers for a track. */
export interface SearchHit {
  readonly track: SourceTrack;
  /** As announced by the source; measured again once the file is there. */
  readonly audio: AudioProperties;
  /** What the source's `Fetcher` needs; opaque to everything else. Undefined if it offers no file. */
  readonly fetchKey: string | undefined;
  /** A clip, whatever its stated length: never accepted as the song. */
  readonly trial: boolean;
}

export interface TrackSearcher {
  /**
   * Hits in the source's own order; having no hits is not a fault.
   * @throws Fault `unavailable`, `timeout`, `rate_limited`, `unauthenticated`, `data_corrupt` (a malformed answer)
   */
  searchTracks(request: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]>;
}

export interface TrackRefresher {
  /** The current track with a known remote id; undefined if the source no longer has it. Throws as `searchTracks`. */
  refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined>;
}
