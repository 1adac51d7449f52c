import type { ItemProgress } from '@catalogsync/job-engine';

/** A song as those who fetch it must know it. Absent means unknown. */
export interface SongToDownload {
  readonly id: number;
  /** Also the preferred source (behaviour 28). */
  readonly platform: string;
  readonly remoteId: string;
  readonly name: string;
  /** One string, parts joined by " / ". */
  readonly singers: string | undefined;
  readonly album: string | undefined;
  readonly durationMs: number | undefined;
  readonly isrc: string | undefined;
  /** What is written into the file's tags. */
  readonly tags?: SongTags;
}

/** What else is known of a song. Absent means unknown. */
export interface SongTags {
  readonly albumArtist: string | undefined;
  readonly trackNumber: number | undefined;
  readonly discNumber: number | undefined;
  /** Four digits. */
  readonly year: number | undefined;
  readonly genre: string | undefined;
  /** http or https. */
  readonly coverUrl: string | undefined;
}

/** A verified file that stands aside until it is placed in the library. */
export interface StagedFile {
  /** Absolute path; it may be gone after `release`. */
  readonly path: string;
  /** Lyrics to stand beside it; absolute path (behaviour 61). */
  readonly lyricsPath: string | undefined;
  /** Which source gave it. */
  readonly source: string;
  /** Hex. */
  readonly sha256: string;
  readonly ext: string;
  readonly fileSizeBytes: number;
  readonly qualityLabel: string;
  /** bit/s, Hz, bits, ms. */
  readonly bitrate: number | undefined;
  readonly sampleRate: number | undefined;
  readonly bitDepth: number | undefined;
  readonly durationMs: number | undefined;
}

/** `nothing`: every source answered and none has it. */
export type DownloadOutcome =
  | { readonly kind: 'staged'; readonly file: StagedFile }
  | { readonly kind: 'nothing'; readonly reason: string };

export interface DownloadContext {
  /** Sources to try, in order; empty means as configured. */
  readonly sources: readonly string[];
  /** A name that no other attempt at any song has: safe as the name of a folder. */
  readonly attempt: string;
  readonly signal: AbortSignal;
  report(progress: ItemProgress): void;
}

/**
 * Finds and fetches one song. Writes nothing outside of its own staging folder. Throws Faults:
 * `unavailable` and `timeout` if no source can be asked, `rate_limited`, `disk_full` for its own volume,
 * `data_corrupt` for an answer that makes no sense, `canceled` once the signal aborts: nothing of the
 * download goes on then.
 */
export interface SongDownloader {
  download(song: SongToDownload, context: DownloadContext): Promise<DownloadOutcome>;
  /** The staged files of an attempt are not needed any more. Never fails: what stays is the downloader's to clear. */
  release(attempt: string): Promise<void>;
}
