import type { FurtherDetails } from './further-details.js';

/** What is known of a song besides its title and artists. */
export interface SongDetails {
  readonly album: string | undefined;
  readonly albumArtist: string | undefined;
  readonly durationMs: number | undefined;
  readonly isrc: string | undefined;
  readonly trackNumber: number | undefined;
  readonly discNumber: number | undefined;
  readonly year: number | undefined;
  readonly genre: string | undefined;
}

/** How a recording sounds: bit/s, Hz, bits, ms. */
export interface SoundProperties {
  readonly bitrate: number | undefined;
  readonly sampleRate: number | undefined;
  readonly bitDepth: number | undefined;
  readonly durationMs: number | undefined;
}

/** A song as its source describes it. */
export interface SourceTrack extends SongDetails, FurtherDetails {
  readonly remoteId: string;
  readonly name: string;
  /** In the order of the credits. */
  readonly artists: readonly SourceArtist[];
  readonly coverUrl: string | undefined;
  readonly ext: string | undefined;
  readonly fileSizeBytes: number | undefined;
  /** Titles that it is also known by: translated, in another script, by people. */
  readonly otherNames?: readonly string[];
  /** What else the service says about it, under the service's own names. */
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface SourceArtist {
  /** Undefined if the source has no artist ids, or does not give them. */
  readonly remoteId: string | undefined;
  readonly name: string;
}
