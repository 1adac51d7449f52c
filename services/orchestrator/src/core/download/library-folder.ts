import type { TrackPlace } from '@catalogsync/catalog';
import type { StagedFile } from './song-downloader.js';

/** Where a file was placed, relative to the library root. */
export interface PlacedFile {
  readonly locator: string;
  /** False if a file of the same content stood there already: an earlier attempt was cut off after it. */
  readonly isNew: boolean;
}

/** The folder that downloads go to. */
export interface LibraryFolder {
  /** Name of the storage backend, and its base path. */
  readonly backend: string;
  readonly root: string;
  /**
   * Copies a staged file, and its lyrics beside it, into the library where `trackLocator` puts the song
   * (behaviours 61, 63): whole or not at all, durable when it resolves, never over another file.
   * @throws Fault `disk_full`, `permission_denied`, `not_found` if the staged file is gone,
   *   `data_corrupt` if it is not the one that was described; `canceled` once the signal aborts
   */
  place(file: StagedFile, song: Omit<TrackPlace, 'ext'>, signal: AbortSignal): Promise<PlacedFile>;
  /** Takes back what was placed, with its lyrics. */
  remove(locator: string): Promise<void>;
}
