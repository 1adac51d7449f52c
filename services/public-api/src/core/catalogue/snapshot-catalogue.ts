import type { PlayableFile, PresignedBackend } from '../playback/playable-file.js';
import type { ChangeReader } from './changes.js';
import type { DocumentKind, DocumentReader, MovedTo } from './documents.js';
import type { Genre, StoredLyrics, Toplist } from './entities.js';
import type { Page, Slice, SortOrder } from './paging.js';
import type { SimilarTrack } from './similar-tracks.js';
import type { TrackFilter, TrackOrder } from './track-order.js';

export { type Page, type Slice, type SortOrder, sliceOf, sortOrders } from './paging.js';

export const playlistSorts = ['play_count', 'name', 'id'] as const;
export type PlaylistSort = (typeof playlistSorts)[number];

export const albumSorts = ['name', 'year', 'added'] as const;
export type AlbumSort = (typeof albumSorts)[number];

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

/** The position of a track in an album. */
export interface AlbumPosition {
  readonly disc: number;
  readonly number: number;
  readonly trackId: number;
}

/** Lists are of ids: what to show is in the documents. By id, unless it says otherwise. */
export interface TrackReader {
  /** The id of the track that an id means: its own, or that of an alias. */
  idOf(id: number): number | undefined;
  page(order: TrackOrder, filter: TrackFilter, page: Page<number>): Slice<number, number> | undefined;
  /** In playlist order; `undefined` if there is no such playlist. */
  ofPlaylist(id: number, page: Page<PlaylistPosition>): Slice<number, PlaylistPosition> | undefined;
  /** In the order of the album; `undefined` if there is no such album. */
  ofAlbum(id: number, page: Page<AlbumPosition>): Slice<number, AlbumPosition> | undefined;
  /** `undefined` if there is no such artist. */
  ofArtist(id: number, page: Page<number>): Slice<number, number> | undefined;
  /** Files of a track that a player can get, unordered; `undefined` if there is no such track. */
  playable(id: number): readonly PlayableFile[] | undefined;
  /** `undefined` if there is no such track, or if it has none. */
  lyrics(id: number): StoredLyrics | undefined;
  /** The most similar first; `undefined` if there is no such track. */
  similar(id: number, limit: number): readonly SimilarTrack[] | undefined;
}

export interface PlaylistReader {
  page(order: PlaylistOrder, page: Page<number>): Slice<number, number> | undefined;
}

export interface ToplistReader {
  one(id: string): Toplist | undefined;
  /** By id. */
  page(page: Page<string>): Slice<Toplist, string>;
}

export interface ArtistReader {
  /** By name, then id. */
  page(page: Page<number>): Slice<number, number> | undefined;
}

export interface AlbumReader {
  page(sort: AlbumSort, order: SortOrder, page: Page<number>): Slice<number, number> | undefined;
  /** The key is the number of albums seen; `undefined` if there is no such artist. */
  ofArtist(id: number, sort: AlbumSort, order: SortOrder, page: Page<number>): Slice<number, number> | undefined;
}

export interface GenreReader {
  /** By name, then id. */
  page(page: Page<number>): Slice<Genre, number> | undefined;
}

/** How many there are of each. */
export type CatalogueCounts = Readonly<Record<'tracks' | 'albums' | 'artists' | 'playlists' | 'genres' | 'lyrics' | 'covers', number>>;

/**
 * Reads one snapshot. Every call returns at once and in full: a snapshot can be replaced between two calls but not
 * within one. `undefined` means that the item does not exist, or that the `after` of a list matches nothing in this
 * snapshot.
 */
export interface SnapshotCatalogue {
  readonly documents: DocumentReader;
  readonly tracks: TrackReader;
  readonly playlists: PlaylistReader;
  readonly toplists: ToplistReader;
  readonly artists: ArtistReader;
  readonly albums: AlbumReader;
  readonly genres: GenreReader;
  readonly changes: ChangeReader;
  /** Where an id of this kind leads to, if nothing has it any more. */
  movedTo(kind: DocumentKind, id: number): MovedTo | undefined;
  counts(): CatalogueCounts;
  /** Object storage that is read at signed addresses. */
  readonly presigned: readonly PresignedBackend[];
}
