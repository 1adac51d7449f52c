import type { TrackFile } from '../sources/source-catalog.js';

/** A folder of music that is catalogued in place. */
export interface LocalBackend {
  readonly name: string;
  readonly basePath: string;
  /** The source whose files are there. */
  readonly source: string;
}

/** Encoded files and where they are. Saving what is stored already writes nothing. */
export interface FileStore {
  /**
   * Adds the backend, or updates its base path, and answers its id.
   * @throws Fault `failed_precondition` if another kind of backend has that name
   */
  saveBackend(backend: LocalBackend): Promise<number>;
  /**
   * Makes each file an active location of its song's asset; the first location of an asset is its
   * primary one. Answers the location's id for each, or undefined where the song is not known.
   */
  register(platform: string, backendId: number, files: readonly TrackFile[]): Promise<readonly (number | undefined)[]>;
  /** Active locations become `missing`; another active local location of the asset takes over as primary. */
  markMissing(locationIds: readonly number[]): Promise<void>;
}
