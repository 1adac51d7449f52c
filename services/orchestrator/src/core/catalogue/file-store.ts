import type { TrackFile } from '../sources/source-catalog.js';

/** A music folder that is catalogued in place. */
export interface LocalBackend {
  readonly name: string;
  readonly basePath: string;
  /** The source of its files. */
  readonly source: string;
}

/** Encoded files and their locations. Saving unchanged data writes nothing. */
export interface FileStore {
  /**
   * Adds the backend, or updates its base path, and returns its id.
   * @throws Fault `failed_precondition` if another kind of backend has that name
   */
  saveBackend(backend: LocalBackend): Promise<number>;
  /**
   * Makes each file an active location of its song's asset; the first location of an asset is primary. Returns each
   * location's id, or undefined if the song is unknown.
   */
  register(platform: string, backendId: number, files: readonly TrackFile[]): Promise<readonly (number | undefined)[]>;
  /** Active locations become `missing`; another active local location of the asset takes over as primary. */
  markMissing(locationIds: readonly number[]): Promise<void>;
}
