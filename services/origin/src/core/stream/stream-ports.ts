/** Checks the token of a link. */
export interface GrantVerifier {
  /**
   * @param now milliseconds since 1970
   * @returns what the token permits; `invalid` for anything but a token of ours, `expired` for an old
   *   one, `no_key` if there is nothing to check it with
   */
  verify(token: string, now: number): Promise<Grant | 'invalid' | 'expired' | 'no_key'>;
}

export interface Grant {
  readonly fileLocationId: number;
  /** Whole seconds since 1970. */
  readonly expiresAt: number;
}

/** Where the published snapshot says a file lies. */
export interface FileLocation {
  readonly backendName: string;
  /** A path below the backend's root. */
  readonly locator: string;
  readonly ext: string | null;
}

/** The published snapshot, as far as the origin needs it. */
export interface FileLocations {
  /** An active location on a local backend, if the id is one; `no_snapshot` until one is adopted. */
  find(fileLocationId: number): FileLocation | undefined | 'no_snapshot';
}

/** An open regular file inside its root; whoever opened it closes it. */
export interface OpenedFile {
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
   * Opens a file below the root of a backend, or `undefined` if there is no such root, no such file, or
   * what has the name is no regular file or lies outside (behaviours 172, 174): a caller is told no more.
   * @throws Fault if the storage fails
   */
  open(backendName: string, locator: string): Promise<OpenedFile | undefined>;
}
