import type { PlayableFile } from '../playback/playable-file.js';
import type { Artist, Playlist, Toplist, Track } from './entities.js';

export const playlistSorts = ['play_count', 'name', 'id'] as const;
export type PlaylistSort = (typeof playlistSorts)[number];

export const sortOrders = ['asc', 'desc'] as const;
export type SortOrder = (typeof sortOrders)[number];

/** A list by one key: `after` is the key of the last item seen, absent for the first page. */
export interface Page<Key> {
  readonly limit: number;
  readonly after?: Key;
}

/** The items, and the key to continue after; `next` is absent on the last page. */
export interface Slice<Item, Key> {
  readonly items: readonly Item[];
  readonly next?: Key;
}

export interface PlaylistOrder {
  /** Only playlists of this platform. */
  readonly platform?: string;
  readonly sort: PlaylistSort;
  readonly order: SortOrder;
}

/** The position of a track in a playlist. */
export interface PlaylistPosition {
  readonly position: number;
  readonly trackId: number;
}

/**
 * Reads one snapshot. Every call returns at once and in full: a snapshot can be replaced between two calls but not
 * within one. `undefined` means that the item does not exist, or that the `after` of a list matches nothing in this
 * snapshot.
 */
export interface SnapshotCatalogue {
  playlists(order: PlaylistOrder, page: Page<number>): Slice<Playlist, number> | undefined;
  playlist(id: number): Playlist | undefined;
  /** In playlist order; `undefined` if there is no such playlist. */
  playlistTracks(id: number, page: Page<PlaylistPosition>): Slice<Track, PlaylistPosition> | undefined;
  /** By id. */
  toplists(page: Page<string>): Slice<Toplist, string>;
  toplist(id: string): Toplist | undefined;
  /** By id. */
  tracks(page: Page<number>): Slice<Track, number>;
  track(id: number): Track | undefined;
  /** By name, then id. */
  artists(page: Page<number>): Slice<Artist, number> | undefined;
  artist(id: number): Artist | undefined;
  /** By id; `undefined` if there is no such artist. */
  artistTracks(id: number, page: Page<number>): Slice<Track, number> | undefined;
  /** Files of a track that a player can get, unordered; `undefined` if there is no such track. */
  playableFiles(trackId: number): readonly PlayableFile[] | undefined;
}
