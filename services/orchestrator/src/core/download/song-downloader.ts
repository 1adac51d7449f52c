import type { ItemProgress } from '@catalogsync/job-engine';
import type { SongToDownload } from '../catalogue/song-details.js';
import type { FileMeasures } from '../sources/source-catalog.js';

/** A verified file waiting to be placed in the library. */
export interface StagedFile extends FileMeasures {
  /** Absolute path; it may be gone after `release`. */
  readonly path: string;
  /** Lyrics to place next to it; absolute path (behaviour 61). */
  readonly lyricsPath: string | undefined;
  /** The source it came from. */
  readonly source: string;
  /** Hex. */
  readonly sha256: string;
  readonly ext: string;
  readonly fileSizeBytes: number;
  readonly qualityLabel: string;
}

/** `nothing`: every source answered, and none has it. */
export type DownloadOutcome =
  | { readonly kind: 'staged'; readonly file: StagedFile }
  | { readonly kind: 'nothing'; readonly reason: string };

/** Sources to try, in order. */
export interface SourcesToTry {
  readonly names: readonly string[];
  /**
   * A default list: names of no source are ignored, and an empty one means every source. Otherwise an empty one means as
   * configured now.
   */
  readonly areDefault: boolean;
}

export interface DownloadContext {
  readonly sources: SourcesToTry;
  /** Unique among all attempts at all songs; safe as a folder name. */
  readonly attempt: string;
  readonly signal: AbortSignal;
  report(progress: ItemProgress): void;
}

/**
 * Finds and fetches one song. Writes nothing outside its own staging folder. Throws Faults: `unavailable` and
 * `timeout` if no source can be asked, `rate_limited`, `disk_full` for its own volume, `data_corrupt` for a
 * nonsensical answer, `canceled` once the signal aborts; the download then stops completely.
 */
export interface SongDownloader {
  download(song: SongToDownload, context: DownloadContext): Promise<DownloadOutcome>;
  /** The staged files of an attempt are no longer needed. Never fails: the downloader clears what is left. */
  release(attempt: string): Promise<void>;
}
