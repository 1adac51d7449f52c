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

/** An open regular file inside its root. Whoever holds it closes it, by `close` or by reading a stream to its end. */
export interface OpenedFile<Stream> {
  readonly sizeBytes: number;
  /** Milliseconds since 1970, with fractions where the file system has them. */
  readonly modifiedAt: number;
  /** Bytes from `start` to `end`, both included; closes the file when it ends, fails or is destroyed. */
  read(start: number, end: number): Stream;
  close(): Promise<void>;
}

/** The library folders. */
export interface LibraryFiles<Stream> {
  /**
   * Opens a file below the root of a backend, or `undefined` if there is no such root, no such file, or
   * what has the name is no regular file or lies outside (behaviours 172, 174): a caller is told no more.
   * @throws Fault if the storage fails
   */
  open(backendName: string, locator: string): Promise<OpenedFile<Stream> | undefined>;
}
