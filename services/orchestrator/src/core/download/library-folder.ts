import type { TrackPlace } from '@catalogsync/catalog';
import type { StagedFile } from './song-downloader.js';

/** Where a file was placed, relative to the library root. */
export interface PlacedFile {
  readonly locator: string;
  /**
   * What this attempt made, relative to the root. The file is not in it if it was there already, because an earlier
   * attempt was cut off after placing it; lyrics are not if the owner had some.
   */
  readonly made: readonly string[];
  /** The lyrics beside it; left out if there are none. */
  readonly lyrics?: string;
}

/** The folder for downloads. */
export interface LibraryFolder {
  /** Name of the storage backend, and its base path. */
  readonly backend: string;
  readonly root: string;
  /**
   * Copies a staged file and its lyrics into the library, to the path from `trackLocator` (behaviours 61, 63). The
   * copy is atomic, durable when it resolves, and never overwrites another file.
   * @throws Fault `disk_full`, `permission_denied`, `not_found` if the staged file is gone, `data_corrupt` if it does
   *   not match its description; `canceled` once the signal aborts
   */
  place(file: StagedFile, song: Omit<TrackPlace, 'ext'>, signal: AbortSignal): Promise<PlacedFile>;
  /** Removes what an attempt made, unless another attempt has found the same file there since. */
  remove(placed: PlacedFile): Promise<void>;
}

/** The folders for downloads, by their root. */
export interface LibraryFolders {
  /** The one with this root; without a root, the present one. */
  at(root?: string): LibraryFolder;
}
