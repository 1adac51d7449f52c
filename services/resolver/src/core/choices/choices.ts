/** A song's recording at a source, as chosen by a person. Kept for ever, separate from anything learned or cached. */
export interface ManualMatch {
  readonly platform: string;
  readonly remoteId: string;
  readonly source: string;
  readonly sourceRemoteId: string;
  /** Why, in the person's words; may be empty. */
  readonly note: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** A song of the catalogue by its platform and its id there. */
export interface SongKey {
  readonly platform: string;
  readonly remoteId: string;
}

/** A track by its source and its id there. */
export interface SourceTrackId {
  readonly source: string;
  readonly remoteId: string;
}

/** Which recordings people chose. */
export interface ManualMatches {
  find(song: SongKey, signal: AbortSignal): Promise<ManualMatch | undefined>;
  /** In the order of platform and remote id, after a given song; at most `limit`. */
  list(after: SongKey | undefined, limit: number, signal: AbortSignal): Promise<readonly ManualMatch[]>;
  /** One match per song: a later one replaces an earlier one. Resolves once it is stored. */
  set(match: ManualMatch): Promise<void>;
  /** @returns whether there was one */
  remove(song: SongKey): Promise<boolean>;
}

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

/** A refused file as it is kept. */
export interface RefusedFile extends RejectedFile {
  /** Milliseconds since 1970. */
  readonly refusedAt: number;
}

/** Files that are never accepted again. Kept for ever; checked before every fetch and after every verification. */
export interface RejectedFiles {
  /** Those of the ids whose tracks at the source were refused. */
  rejectedTracks(source: string, remoteIds: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** Whether these bytes were refused, whatever their source. */
  isRejectedContent(sha256: string, signal: AbortSignal): Promise<boolean>;
  /** The refusals of these tracks at sources, and of these hashes, newest first. */
  among(tracks: readonly SourceTrackId[], sha256s: readonly string[]): Promise<readonly RefusedFile[]>;
  /** Stores a refusal; repeating it changes nothing. */
  reject(file: RejectedFile): Promise<void>;
}
