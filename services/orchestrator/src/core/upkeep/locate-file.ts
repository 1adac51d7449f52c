/** A file in a folder of the library. */
export interface FilePlace {
  readonly backendName: string;
  /** Relative to the folder of the backend. */
  readonly locator: string;
  readonly ext: string | undefined;
}

/** Finds files that may have moved since somebody learned of them. */
export interface FilePlaces {
  /**
   * Where the file of a location is now: in its place; else another local file of the same quality, else any of
   * the same song, else of a song that is linked with it.
   * Undefined if there is none.
   */
  locate(fileLocationId: number): Promise<FilePlace | undefined>;
}
