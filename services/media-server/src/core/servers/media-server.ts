import type { PlaylistEdits } from './playlist-edits.js';
import type {
  NewPlaylist,
  Play,
  PlaylistEntry,
  ServerAlbum,
  ServerArtist,
  ServerIdentity,
  ServerPicture,
  ServerPlaylist,
  ServerTrack,
  TrackPlays,
} from './values.js';

/** What to look for in a server's library. */
export interface TrackSearch {
  readonly title: string;
  /** May be empty. */
  readonly artist: string;
  readonly limit: number;
}

/**
 * A server's playlists. Every method throws Faults: `not_found` for a playlist or track that the server does not have,
 * `permission_denied` for one that the account may not change, `data_corrupt` for an answer of the wrong shape, `unavailable`.
 */
export interface ServerPlaylists {
  /** True if `replace` and `edit` change everything or nothing, also when the server or this process ends meanwhile. */
  readonly changesAtOnce: boolean;
  /** Playlists of audio that the account sees, in pages. */
  list(signal: AbortSignal): AsyncIterable<readonly ServerPlaylist[]>;
  /** In order, in pages. */
  entries(playlistId: string, signal: AbortSignal): AsyncIterable<readonly PlaylistEntry[]>;
  /** Returns its id. Leaves no half-filled playlist behind if it fails. */
  create(playlist: NewPlaylist, signal: AbortSignal): Promise<string>;
  append(playlistId: string, trackIds: readonly string[], signal: AbortSignal): Promise<void>;
  /** Exactly these tracks in this order. Id, name, picture and description stay. */
  replace(playlistId: string, trackIds: readonly string[], signal: AbortSignal): Promise<void>;
  /** Leads from `edits.before`, which was just read, to `edits.after`, touching only what changes as far as the server's calls allow. */
  edit(playlistId: string, edits: PlaylistEdits, signal: AbortSignal): Promise<void>;
  remove(playlistId: string, signal: AbortSignal): Promise<void>;
}

/**
 * What not every server can. Each throws a Fault unless it was done: a promise that resolves is a claim. `not_found` for an id
 * that the server does not have, `permission_denied` where the account is not allowed to.
 */
export interface OptionalOperations {
  readonly playlists: ServerPlaylists;
  /** The latest plays, newest first, at most `limit`, in pages. */
  readonly playHistory: (limit: number, signal: AbortSignal) => AsyncIterable<readonly Play[]>;
  /** Every track that was played at least once, in pages. */
  readonly trackPlayCounts: (signal: AbortSignal) => AsyncIterable<readonly TrackPlays[]>;
  /** Exactly these genres. Nothing else of the artist changes. */
  readonly updateArtistGenres: (artistId: string, genres: readonly string[], signal: AbortSignal) => Promise<void>;
  readonly updateArtistPoster: (artistId: string, picture: ServerPicture, signal: AbortSignal) => Promise<void>;
  readonly updateAlbumPoster: (albumId: string, picture: ServerPicture, signal: AbortSignal) => Promise<void>;
  readonly updateArtistBiography: (artistId: string, text: string, signal: AbortSignal) => Promise<void>;
}

/** @internal for tests */
export const optionalOperations = [
  'playlists',
  'playHistory',
  'trackPlayCounts',
  'updateArtistGenres',
  'updateArtistPoster',
  'updateAlbumPoster',
  'updateArtistBiography',
] as const satisfies readonly (keyof OptionalOperations)[];
export type OptionalOperation = (typeof optionalOperations)[number];

/**
 * One media server with one account. Opened without contacting it. Methods throw Faults: `unauthenticated` for a refused
 * account, `permission_denied`, `data_corrupt` for an answer of the wrong shape (never taken for an empty list), `unavailable`,
 * `timeout`. A list that fails in the middle throws; what it has yielded until then is not the whole.
 */
export interface MediaServer {
  /** Whether its settings are there. */
  readonly configured: boolean;
  /** The settings that are missing or to be checked first, for a hint, such as `PLEX_URL and PLEX_TOKEN`. */
  readonly settings: string;
  /** Whether `triggerLibraryScan` can be limited to a folder. */
  readonly scansFolders: boolean;
  /** What it can besides. */
  readonly optional: Partial<OptionalOperations>;
  /** Why it cannot do what `optional` lacks, for a person: one reason for each. */
  readonly whyNot: Partial<Readonly<Record<OptionalOperation, string>>>;
  /** Whether it answers and accepts the account now. Asks the server each time. May throw, which means no. */
  isConnected(signal: AbortSignal): Promise<boolean>;
  /** Logs in and finds the libraries, unless that is done already. */
  ensureConnection(signal: AbortSignal): Promise<ServerIdentity>;
  /** All album artists of the configured libraries, in pages, each once. */
  allArtists(signal: AbortSignal): AsyncIterable<readonly ServerArtist[]>;
  /** In pages, each id once. */
  allAlbumIds(signal: AbortSignal): AsyncIterable<readonly string[]>;
  /** The server's best hits first. */
  searchTracks(search: TrackSearch, signal: AbortSignal): Promise<readonly ServerTrack[]>;
  /** Newest first. */
  recentlyAddedAlbums(limit: number, signal: AbortSignal): Promise<readonly ServerAlbum[]>;
  /**
   * Starts a scan and returns. From then on `isLibraryScanning` is true until the scan has ended, also where the server itself
   * says so only a moment later.
   * @param folder as the server sees it; undefined for the whole library, which is also scanned by servers without `scansFolders`
   */
  triggerLibraryScan(folder: string | undefined, signal: AbortSignal): Promise<void>;
  isLibraryScanning(signal: AbortSignal): Promise<boolean>;
}
