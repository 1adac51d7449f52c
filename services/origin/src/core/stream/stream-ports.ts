/** Checks the token of a link. */
export interface GrantVerifier {
  /**
   * @param now milliseconds since 1970
   * @returns what the token permits; `invalid` for anything but our own token, `expired` for an old one, `no_key` if
   *   there is no key to check it with
   */
  verify(token: string, now: number): Promise<Grant | 'invalid' | 'expired' | 'no_key'>;
}

export interface Grant {
  readonly fileLocationId: number;
  /** Whole seconds since 1970. */
  readonly expiresAt: number;
}

/** A file's location according to the published snapshot. */
export interface FileLocation {
  readonly backendName: string;
  /** A path below the backend's root. */
  readonly locator: string;
  readonly ext: string | undefined;
}

/** The part of the published snapshot that the origin needs. */
export interface FileLocations {
  /** An active location on a local backend, if the id is one; `no_snapshot` until one is adopted. */
  find(fileLocationId: number): FileLocation | undefined | 'no_snapshot';
}

/** Where files are now, which may be newer than the snapshot. */
export interface PresentPlaces {
  /** The place of a location's file, or of another file of its song; undefined if there is none, or nobody to ask. */
  locate(fileLocationId: number): Promise<FileLocation | undefined>;
}

/** An open regular file inside its root; whoever opened it closes it. */
export interface OpenedFile {
  /** Its path below the root, with all links resolved. */
  readonly place: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970, with fractions where the file system has them. */
  readonly modifiedAt: number;
  /** Fills `block` from `position` on and returns how many bytes there were; 0 at the end. @throws Fault if the storage fails */
  read(block: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/** The library folders. */
export interface LibraryFiles {
  /**
   * Opens a file below the root of a backend. `undefined` if there is no such root or file, or if it is not a regular
   * file or lies outside (behaviours 172, 174): a caller learns no more.
   * @throws Fault if the storage fails
   */
  open(backendName: string, locator: string): Promise<OpenedFile | undefined>;
}
