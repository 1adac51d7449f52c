import { Fault } from '@catalogsync/faults';
import type { AlbumFetcher, AlbumSearcher } from './albums.js';
import type { CoverSource, LyricsSource, StampedCoverSource } from './companions.js';
import type { HealthChecker, TrackFetcher } from './fetch.js';
import type { RecordingIdentifier } from './recording-facts.js';
import type { TrackRefresher, TrackSearcher } from './search.js';
import type { SoundProperties, SourceTrack } from './source-track.js';

/**
 * What a music source can do, as small contracts of one method each. A source implements what it can and leaves out
 * the rest; nothing here ever answers "not supported" (behaviour 184).
 */

/** Where a page begins; `after` is the source's own text from the previous page. */
export interface PageRequest {
  readonly limit: number;
  readonly after: string | undefined;
}

/** Items in order; without `next`, this is the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
  /** What the user should know about the list, such as a total that disagrees with what came. */
  readonly notices?: readonly string[];
}

/** Where a playlist was found. */
export interface Pool {
  /** `named`: the user named it in a key, so its songs are wanted; what a service lists by itself is not. */
  readonly kind: 'toplist' | 'playlist_square' | 'playlist_file' | 'library' | 'named';
  readonly externalId: string;
  readonly name: string;
  readonly url?: string;
}

export interface SourcePlaylist {
  readonly remoteId: string;
  readonly name: string;
  readonly description?: string;
  readonly coverUrl?: string;
  readonly playCount?: number;
  readonly pools: readonly Pool[];
  /** Changes whenever the list, its text or one of its tracks' descriptions changes. */
  readonly version: string;
}

/** One audio file, left in place. `locator` is relative to `rootPath`, with `/`. */
export interface TrackFile extends SoundProperties {
  readonly remoteTrackId: string;
  readonly backendName: string;
  readonly rootPath: string;
  readonly locator: string;
  readonly ext: string;
  readonly fileSizeBytes: number;
  readonly qualityLabel: string;
}

export interface PlaylistLister {
  /** @throws Fault `invalid_argument` for a position that it did not issue. */
  listPlaylists(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>>;
}

export interface ChartLister {
  /** @throws Fault `invalid_argument` for a position that it did not issue. */
  listCharts(page: PageRequest, signal: AbortSignal): Promise<Page<SourcePlaylist>>;
}

export interface PlaylistTrackLister {
  /**
   * Tracks in the playlist's own order.
   * @throws Fault `not_found` if there is no such playlist, `invalid_argument` for a foreign position,
   *   `failed_precondition` if the playlist changed since the previous page.
   */
  listPlaylistTracks(playlistId: string, page: PageRequest, signal: AbortSignal): Promise<Page<SourceTrack>>;
}

/** A part of the songs that changed, and where the next part begins. */
export interface ChangedTracks {
  readonly items: readonly SourceTrack[];
  /** Opaque; to be kept and given as `after`. */
  readonly position: string;
  readonly isLast: boolean;
}

export interface ChangedTrackLister {
  /**
   * Songs that are new or described anew since `after`, in the order of their changes; without it, or with a position that no
   * longer means anything, all of them. Songs that are gone are not named, see `ChangedFileLister`.
   * @throws Fault `invalid_argument` for a position that it did not issue.
   */
  listChangedTracks(page: PageRequest, signal: AbortSignal): Promise<ChangedTracks>;
}

/** A part of the files that changed, and where the next part begins. */
export interface ChangedFiles {
  readonly items: readonly TrackFile[];
  /** Songs without a file any more. */
  readonly goneTrackIds: readonly string[];
  /** Opaque; to be kept and given as `after`. */
  readonly position: string;
  readonly isLast: boolean;
  /** It began at its beginning. */
  readonly isWhole: boolean;
}

export interface ChangedFileLister {
  /**
   * Files of songs that changed since `after`, as `ChangedTrackLister` lists the songs, and the songs that have none any more.
   * @throws Fault `invalid_argument` for a position that it did not issue.
   */
  listChangedFiles(page: PageRequest, signal: AbortSignal): Promise<ChangedFiles>;
}

export interface TrackFileLister {
  /** Every file in place, once each. @throws Fault `invalid_argument` for a position that it did not issue. */
  listTrackFiles(page: PageRequest, signal: AbortSignal): Promise<Page<TrackFile>>;
}

/** One entry of the registry: a name and the contracts that the source implements. */
export interface Source {
  /** The catalogue's `platform`. */
  readonly name: string;
  /** Whether its required settings are present. */
  readonly configured: boolean;
  readonly playlists?: PlaylistLister;
  readonly charts?: ChartLister;
  readonly playlistTracks?: PlaylistTrackLister;
  readonly trackFiles?: TrackFileLister;
  readonly changedTracks?: ChangedTrackLister;
  readonly changedFiles?: ChangedFileLister;
  readonly searcher?: TrackSearcher;
  readonly refresher?: TrackRefresher;
  readonly fetcher?: TrackFetcher;
  readonly albumSearcher?: AlbumSearcher;
  readonly albumFetcher?: AlbumFetcher;
  readonly lyrics?: LyricsSource;
  readonly covers?: CoverSource;
  readonly localCovers?: StampedCoverSource;
  readonly identifier?: RecordingIdentifier;
  readonly health?: HealthChecker;
  /** Other names it is known by, accepted wherever a source is named (behaviour 205). */
  readonly aliases?: readonly string[];
  /** How often it may be asked; if left out, one call at a time without pauses. */
  readonly limits?: SourceLimits;
  /** Why it does not offer what its service has, in plain words that complete "deezer gives no files: …". */
  readonly leftOut?: LeftOut;
}

/** What a source deliberately leaves out, and why (domain, section 6). */
export type LeftOut = Readonly<Partial<Record<'search' | 'playlists' | 'charts' | 'files', string>>>;

/** Why the files of a source's service cannot be had from it, as the end of a sentence about it; undefined if it gives files. */
export function whyNoFiles({ fetcher, leftOut }: Source): string | undefined {
  return fetcher === undefined && leftOut?.files !== undefined ? `gives no files: ${leftOut.files}` : undefined;
}

/** The method by which an object shows that it implements a contract. */
const methodOf = {
  playlists: 'listPlaylists',
  charts: 'listCharts',
  playlistTracks: 'listPlaylistTracks',
  trackFiles: 'listTrackFiles',
  changedTracks: 'listChangedTracks',
  changedFiles: 'listChangedFiles',
  searcher: 'searchTracks',
  refresher: 'refreshTrack',
  fetcher: 'fetchTrack',
  albumSearcher: 'searchAlbums',
  albumFetcher: 'fetchAlbum',
  lyrics: 'lyrics',
  covers: 'cover',
  localCovers: 'localCover',
  identifier: 'identifyRecording',
  health: 'checkHealth',
} as const satisfies Partial<Record<keyof Source, string>>;

type Contracts = Pick<Source, keyof typeof methodOf>;

/** Every contract that one of these objects implements. */
export function contractsOf(...parts: readonly NonNullable<Contracts[keyof Contracts]>[]): Contracts {
  const found = Object.entries(methodOf).map(([contract, method]) => [contract, parts.find((part) => method in part)] as const);
  return Object.fromEntries(found.filter(([, part]) => part !== undefined));
}

/** How much a source may be asked (behaviours 189, 190). */
export interface SourceLimits {
  /** Concurrent searches and fetches, and as many pages of lists beside them. */
  readonly concurrency: number;
  /** A token bucket: a search, the start of a fetch and a page of a list take one token each. */
  readonly rate?: { readonly tokens: number; readonly perMs: number };
}

export type SourceCapability = 'search' | 'playlists' | 'charts' | 'fetch' | 'local_files' | 'albums';

/** What can be asked of a source, derived from what it implements. */
export function capabilitiesOf(source: Source): SourceCapability[] {
  const capabilities: SourceCapability[] = [];
  if (source.searcher !== undefined) capabilities.push('search');
  if (source.playlists !== undefined) capabilities.push('playlists');
  if (source.charts !== undefined) capabilities.push('charts');
  if (source.fetcher !== undefined) capabilities.push('fetch');
  if (source.trackFiles !== undefined) capabilities.push('local_files');
  if (source.albumSearcher !== undefined && source.albumFetcher !== undefined) capabilities.push('albums');
  return capabilities;
}

/** A source that gives whole albums and no single tracks (behaviour 200). */
export interface AlbumSource extends Source {
  readonly albumSearcher: AlbumSearcher;
  readonly albumFetcher: AlbumFetcher;
}

export function givesAlbums(source: Source): source is AlbumSource {
  return source.searcher === undefined && source.albumSearcher !== undefined && source.albumFetcher !== undefined;
}

/** Whether a song's file can be found at a source. */
export function givesTracks({ configured, searcher, refresher, fetcher }: Source): boolean {
  return configured && fetcher !== undefined && (searcher !== undefined || refresher !== undefined);
}

/** A source that the user has not set up is never asked. @throws Fault `failed_precondition` for one */
export function requireConfigured({ name, configured }: Source): void {
  if (configured) return;
  throw new Fault('failed_precondition', `the source "${name}" is not configured`, {
    hint: 'Set its keys, see `sources list` and docs/sources.md.',
  });
}
