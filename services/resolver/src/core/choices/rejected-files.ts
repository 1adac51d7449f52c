/** A file that a person refused, by content and origin. */
export interface RejectedFile {
  /** In hex; empty if only the id is known. */
  readonly sha256: string;
  readonly source: string;
  /** The track's id at the source; empty if only the hash is known. */
  readonly remoteId: string;
  /** For a person. */
  readonly reason: string;
}

/** Files that are never accepted again. Kept for ever; checked before every fetch and after every verification. */
export interface RejectedFiles {
  /** Those of the ids whose tracks at the source were refused. */
  rejectedTracks(source: string, remoteIds: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** Whether these bytes were refused, whatever their source. */
  isRejectedContent(sha256: string, signal: AbortSignal): Promise<boolean>;
  /** Stores a refusal; repeating it changes nothing. */
  reject(file: RejectedFile): Promise<void>;
}
