/** A file that a person refused, by what it was and where it came from. */
export interface RejectedFile {
  /** In hex; empty if only the id is known. */
  readonly sha256: string;
  readonly source: string;
  /** The track's id at the source; empty if only the hash is known. */
  readonly remoteId: string;
  /** For a person. */
  readonly reason: string;
}

/** Files that are never taken again, kept for ever. Asked before every fetch and after every verification. */
export interface RejectedFiles {
  /** Whether a track of a source was refused. */
  isRejectedTrack(source: string, remoteId: string): boolean;
  /** Whether these bytes were refused, wherever they come from. */
  isRejectedContent(sha256: string): boolean;
  /** Remembers a refusal; the same one again changes nothing. */
  reject(file: RejectedFile): Promise<void>;
}
