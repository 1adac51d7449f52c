import type { SongEntry } from './catalogue-lists.js';

/** What the console shows of a playlist besides its own row. */
export interface PlaylistExtra {
  /** Songs with a file, of their own or of a linked song; undefined if the playlists asked for are too long to count at once. */
  readonly downloadedCount: number | undefined;
  /** Undefined if it has no picture. */
  readonly coverHash: string | undefined;
  /** Base64. */
  readonly thumbhash: string | undefined;
  /** Jobs keep it on the media server. */
  readonly isMirrored: boolean;
}

const nothing: PlaylistExtra = { downloadedCount: undefined, coverHash: undefined, thumbhash: undefined, isMirrored: false };

/** Those of one playlist, also if it was removed meanwhile. */
export const extraOf = (extras: ReadonlyMap<number, PlaylistExtra>, id: number): PlaylistExtra => extras.get(id) ?? nothing;

/** Playlists whose extras are asked for. */
export interface CountedPlaylist {
  readonly id: number;
  readonly songCount: number;
}

/** Where playlists of a platform come from. */
export interface Pool {
  readonly id: number;
  readonly platform: string;
  readonly kind: string;
  readonly name: string;
  readonly url: string | undefined;
  readonly playlistCount: number;
  /** The songs of its playlists are downloaded, unless somebody decided otherwise about single ones. */
  readonly isFollowed: boolean;
}

export interface PlaylistSong extends SongEntry {
  /** From 1. */
  readonly position: number;
}

/** Pools, and what playlists hold. Reads committed state through indices. */
export interface PlaylistShelf {
  /** By platform, kind and name; there are few. */
  pools(): Promise<readonly Pool[]>;
  /** Counts at most 50,000 songs, a few thousand at a time. */
  extras(playlists: readonly CountedPlaylist[]): Promise<ReadonlyMap<number, PlaylistExtra>>;
  /** In order, from behind the position `after`. */
  songs(playlistId: number, page: { readonly after: number; readonly limit: number }): Promise<readonly PlaylistSong[]>;
}
