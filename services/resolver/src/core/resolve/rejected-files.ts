/**
 * Files that a person, or a check that cannot be wrong, has refused. What stands here is never taken
 * again: not offered by a search, not accepted after a fetch.
 */

/** A source's own file, or any file with these bytes. */
export type Rejection =
  | { readonly by: 'source_id'; readonly source: string; readonly remoteId: string; readonly reason: string }
  | { readonly by: 'sha256'; readonly sha256: string; readonly reason: string };

export interface RejectedFiles {
  /** Refuses for ever; refusing again changes the reason. Resolves once it is stored. */
  reject(rejection: Rejection, signal?: AbortSignal): Promise<void>;
  /** Which of these tracks of one source are refused. */
  rejectedIds(source: string, remoteIds: readonly string[]): ReadonlySet<string>;
  /** Whether a file with this SHA-256 (64 hex digits) is refused. */
  isRejectedHash(sha256: string): boolean;
}
