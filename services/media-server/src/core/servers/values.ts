/**
 * What media servers tell. Ids are opaque: they mean something only to the server that gave them (Plex numbers, Jellyfin GUIDs,
 * Navidrome words, digests of a folder). Absent members are unknown; empty texts and zeros from servers count as unknown too.
 */

/** Which server answers, as it says itself. */
export interface ServerIdentity {
  /** Stays the same as long as its library does: a machine's or installation's id; a digest of the address if the server has none. */
  readonly id: string;
  /** For people, such as "Living room" or the product's name. */
  readonly name: string;
  readonly version: string | undefined;
}

export interface ServerArtist {
  readonly id: string;
  readonly name: string;
  readonly sortName?: string | undefined;
  readonly albumCount?: number | undefined;
  readonly genres?: readonly string[] | undefined;
  readonly musicBrainzId?: string | undefined;
}

export interface ServerAlbum {
  readonly id: string;
  readonly name: string;
  /** The album artist as one text. */
  readonly artist: string;
  readonly year?: number | undefined;
  /** Milliseconds since 1970. */
  readonly addedAt?: number | undefined;
}

export interface ServerTrack {
  readonly id: string;
  readonly title: string;
  /** As credited on the track; one text per artist, or the whole credit in one. */
  readonly artists: readonly string[];
  readonly album?: string | undefined;
  readonly durationMs?: number | undefined;
  readonly isrc?: string | undefined;
  /** Where the server sees the file; some servers tell it relative to their library, some made up from tags. */
  readonly path?: string | undefined;
}

export interface ServerPlaylist {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly trackCount?: number | undefined;
  /** Why it cannot be changed, such as "it is a smart playlist"; absent if it can. */
  readonly readOnly?: string | undefined;
}

/** One place of a playlist. */
export interface PlaylistEntry {
  /** The server's name for this place, where it has one (Plex `playlistItemID`, Jellyfin `PlaylistItemId`). */
  readonly entryId?: string | undefined;
  readonly track: ServerTrack;
}

export interface NewPlaylist {
  readonly name: string;
  readonly description?: string | undefined;
  /** In order; a track may occur more than once. */
  readonly trackIds: readonly string[];
}

/** One play of a track. */
export interface Play {
  /** Tells this play from every other of the server, and is the same whenever it is listed. */
  readonly id: string;
  readonly track: ServerTrack;
  /** Milliseconds since 1970. */
  readonly playedAt: number;
}

/** How often a track has been played, by everybody or by the configured user, as the server counts. */
export interface TrackPlays {
  readonly track: ServerTrack;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly lastPlayedAt?: number | undefined;
}

export interface ServerPicture {
  readonly bytes: Uint8Array;
  /** Such as `image/jpeg`. */
  readonly mediaType: string;
}
