/** When and by whom it was decided. */
export interface FollowDecision {
  readonly isFollowed: boolean;
  /** Milliseconds since 1970, UTC. */
  readonly decidedAt: number;
  readonly decidedBy: string;
}

/**
 * What people decided about lists: whether their songs are downloaded. A decision about a playlist goes before one about its
 * source. Without any, playlists that somebody named are followed, in a playlist file or a key, and others are not.
 */
export interface FollowingStore {
  decidePlaylists(playlistIds: readonly number[], decision: FollowDecision): Promise<void>;
  /** All its lists, those that come later too. */
  decideSource(platform: string, decision: FollowDecision): Promise<void>;
}

export interface FollowingStores {
  readonly following: FollowingStore;
}
