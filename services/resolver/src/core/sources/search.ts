import type { SourceTrack } from './source-track.js';

/** What a file is said to hold. */
export interface AudioProperties {
  readonly ext: string | undefined;
  /** bit/s. */
  readonly bitrate: number | undefined;
  /** Hz. */
  readonly sampleRate: number | undefined;
  readonly bitDepth: number | undefined;
  readonly fileSizeBytes: number | undefined;
  readonly durationMs: number | undefined;
}

/** The recording that is looked for, as far as it is known. */
export interface SearchTarget {
  readonly title: string;
  readonly artists: readonly string[];
  readonly album: string | undefined;
  readonly durationMs: number | undefined;
  readonly isrc: string | undefined;
}

export interface SearchRequest {
  /** What a person would type: base title and first artist. A source may make more of `target`; nobody rewrites queries for it (behaviour 201). */
  readonly keyword: string;
  readonly target: SearchTarget;
  /** At most so many hits. */
  readonly limit: number;
}

/** One file or stream that a source offers for a track. */
export interface SearchHit {
  readonly track: SourceTrack;
  /** As the source announces it; measured again once the file is there. */
  readonly audio: AudioProperties;
  /** What the source's `Fetcher` needs to get it; opaque to everybody else. Undefined where it offers no file. */
  readonly fetchKey: string | undefined;
  /** A clip, however long it says it is: never taken as the song. */
  readonly trial: boolean;
}

export interface TrackSearcher {
  /**
   * Hits in the source's own order; no hits is not a fault.
   * @throws Fault `unavailable`, `timeout`, `rate_limited`, `unauthenticated`, `data_corrupt` (an answer of the wrong shape)
   */
  searchTracks(request: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]>;
}

export interface TrackRefresher {
  /** The track of a known remote id as it is now; undefined if the source no longer has it. Throws as `searchTracks`. */
  refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined>;
}
