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

/** Cuts rows, read with one more than the limit, to a page that knows whether another follows. */
export function sliceOf<Row, Key, Item = Row>(
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => Key,
  item: (row: Row) => Item = (row) => row as unknown as Item,
): Slice<Item, Key> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const items = (last === undefined ? rows : rows.slice(0, limit)).map(item);
  return last === undefined ? { items } : { items, next: key(last) };
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

/** By id, unless it says otherwise. The id of an alias means its track. */
export interface TrackReader {
  one(id: number): Track | undefined;
  page(page: Page<number>): Slice<Track, number>;
  /** In playlist order; `undefined` if there is no such playlist. */
  ofPlaylist(id: number, page: Page<PlaylistPosition>): Slice<Track, PlaylistPosition> | undefined;
  /** `undefined` if there is no such artist. */
  ofArtist(id: number, page: Page<number>): Slice<Track, number> | undefined;
  /** Files of a track that a player can get, unordered; `undefined` if there is no such track. */
  playable(id: number): readonly PlayableFile[] | undefined;
}

export interface PlaylistReader {
  one(id: number): Playlist | undefined;
  page(order: PlaylistOrder, page: Page<number>): Slice<Playlist, number> | undefined;
}

export interface ToplistReader {
  one(id: string): Toplist | undefined;
  /** By id. */
  page(page: Page<string>): Slice<Toplist, string>;
}

export interface ArtistReader {
  one(id: number): Artist | undefined;
  /** By name, then id. */
  page(page: Page<number>): Slice<Artist, number> | undefined;
}

export interface AlbumReader {
  /** The album as the API shows it. */
  one(id: number): object | undefined;
}

/**
 * Reads one snapshot. Every call returns at once and in full: a snapshot can be replaced between two calls but not
 * within one. `undefined` means that the item does not exist, or that the `after` of a list matches nothing in this
 * snapshot.
 */
export interface SnapshotCatalogue {
  readonly tracks: TrackReader;
  readonly playlists: PlaylistReader;
  readonly toplists: ToplistReader;
  readonly artists: ArtistReader;
  readonly albums: AlbumReader;
}
