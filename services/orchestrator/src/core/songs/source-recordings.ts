import type { RemoteName } from '../catalogue/catalogue-reader.js';
import type { SongToDownload } from '../catalogue/song-details.js';
import type { Recording, RecordingChoice } from './song-story.js';

/** What a source offers for a song. */
export interface Offers {
  /** In the source's own order. */
  readonly recordings: readonly Recording[];
  /** Why it gives no files, as the end of a sentence about it; undefined if it does. */
  readonly whyNoFiles: string | undefined;
}

/** A file that must never be used again, by its id at a source, its hash, or both. */
export interface Refusal {
  readonly source: string | undefined;
  readonly remoteId: string | undefined;
  readonly sha256: string | undefined;
  /** For a person. */
  readonly reason: string;
}

/** The recordings of songs at sources, and what people decide about them. Each throws Faults as the resolver does. */
export interface SourceRecordings {
  /** @throws Fault `not_found` for an unknown source, `unsupported` for one without search, `failed_precondition` */
  offers(source: string, song: SongToDownload, signal: AbortSignal): Promise<Offers>;
  /** Later downloads of the song use this one. @throws Fault `not_found` for an unknown source, `invalid_argument` */
  choose(song: RemoteName, choice: Omit<RecordingChoice, 'createdAt'>, signal: AbortSignal): Promise<RecordingChoice>;
  /** @throws Fault `not_found` if none was chosen */
  unchoose(song: RemoteName, signal: AbortSignal): Promise<void>;
  /** Repeating it changes nothing. */
  refuse(refusal: Refusal, signal: AbortSignal): Promise<void>;
}
