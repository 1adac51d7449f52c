/** Files of the library with the same content. */
export interface DuplicateFiles {
  /** Tells this content from every other. */
  readonly fingerprint: string;
  readonly sizeBytes: number;
  readonly count: number;
  /** Absolute, in order; at most `mostPaths`. */
  readonly paths: readonly string[];
}

/** Paths of one content that are named. */
export const mostPaths = 100;

export interface DuplicatePage {
  readonly duplicates: readonly DuplicateFiles[];
  /** Where the next page begins; undefined after the last one. */
  readonly next: string | undefined;
}

/** What the index knows about equal files. */
export interface DuplicateStore {
  /**
   * By fingerprint, from behind `after`. One call reads a part of the index, so that a page may be short, or even empty, before the last
   * one.
   */
  duplicates(after: string, limit: number): Promise<DuplicatePage>;
}
