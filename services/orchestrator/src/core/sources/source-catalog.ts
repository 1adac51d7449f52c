/** A music source as the catalogue sees it. Absent means unknown. */

export interface Source {
  /** Also the platform of its songs and playlists. */
  readonly name: string;
  readonly configured: boolean;
  /** It lists playlists or charts. */
  readonly lists: boolean;
  /** Its files are registered in place; the catalogue mirrors its lists. */
  readonly hasLocalFiles: boolean;
  /** It delivers files of its own songs. */
  readonly fetches?: boolean;
  /** It is searched for songs of any platform, one by one or by their albums. */
  readonly searches?: boolean;
  /** Other names it is known by (behaviour 205). */
  readonly aliases?: readonly string[];
}

/** @internal for tests */
export interface ListedPool {
  readonly kind: string;
  readonly externalId: string;
  readonly name: string;
  readonly url: string | undefined;
}

export interface ListedPlaylist {
  readonly remoteId: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly coverUrl: string | undefined;
  readonly playCount: number;
  readonly pools: readonly ListedPool[];
  /** Equal versions mean equal tracks; empty if the source cannot tell. */
  readonly version: string;
}

export interface TrackArtist {
  readonly remoteId: string | undefined;
  readonly name: string;
}

/** Gains in dB towards -18 LUFS, peaks as linear amplitude. */
export interface ReplayGain {
  readonly trackGain?: number;
  readonly trackPeak?: number;
  readonly albumGain?: number;
  readonly albumPeak?: number;
}

/** What is known of a track's release and recording, left out where unknown. */
export interface FurtherDetails {
  readonly composer?: string;
  /** All of them, as written: one text may name several. */
  readonly genres?: readonly string[];
  readonly bpm?: number;
  readonly explicit?: boolean;
  /** As much of YYYY-MM-DD as is known. */
  readonly releaseDate?: string;
  /** One of `AlbumKind`. */
  readonly albumKind?: string;
  readonly musicBrainzRecordingId?: string;
  readonly musicBrainzReleaseId?: string;
  /** In the order of the credits. */
  readonly musicBrainzArtistIds?: readonly string[];
  readonly replayGain?: ReplayGain;
  /** The platform's own id of the album; for files, a name for the folder that they share. */
  readonly remoteAlbumId?: string;
  /** When it came to the library, in milliseconds since 1970. */
  readonly addedAt?: number;
  /** Changes whenever lyrics beside or inside its file do; left out if it has none. */
  readonly lyricsVersion?: string;
}

export interface Track extends FurtherDetails {
  readonly remoteId: string;
  readonly name: string;
  readonly artists: readonly TrackArtist[];
  readonly album: string | undefined;
  readonly albumArtist: string | undefined;
  readonly durationMs: number | undefined;
  readonly isrc: string | undefined;
  readonly trackNumber: number | undefined;
  readonly discNumber: number | undefined;
  readonly year: number | undefined;
  readonly genre: string | undefined;
  readonly coverUrl: string | undefined;
  readonly ext: string | undefined;
  readonly fileSizeBytes: number | undefined;
  /** Titles that it is also known by. */
  readonly otherNames?: readonly string[];
  /** What else the platform says, under its own names. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** What an encoded file shows of itself: bit/s, Hz, bits, ms. */
export interface FileMeasures {
  readonly bitrate: number | undefined;
  readonly sampleRate: number | undefined;
  readonly bitDepth: number | undefined;
  readonly durationMs: number | undefined;
}

/** One audio file of a track, in place under the base path of a local backend. */
export interface TrackFile extends FileMeasures {
  readonly remoteTrackId: string;
  readonly backendName: string;
  readonly basePath: string;
  /** Relative to the base path, `/` as separator. */
  readonly locator: string;
  readonly ext: string;
  readonly fileSizeBytes: number;
  readonly qualityLabel: string;
  /** Hex; known for downloaded files. */
  readonly sha256?: string;
}

/** Some of the songs that changed, and the position after them. */
export interface ChangedTracks {
  readonly items: readonly Track[];
  readonly position: string;
}

/** Some of the files that changed, and the position after them. */
export interface ChangedFiles {
  readonly items: readonly TrackFile[];
  /** Remote ids of songs without a file any more. */
  readonly gone: readonly string[];
  readonly position: string;
  /** The position before them means nothing any more: the list began with the first file of all. */
  readonly isWhole: boolean;
}

/** A page of a list, and what the user should know about the list. */
export interface ListPage<T> {
  readonly items: readonly T[];
  readonly notices: readonly string[];
}

/**
 * The sources as served by the resolver. Lists come in pages without repeats. Every method throws Faults:
 * `unavailable` if the resolver does not answer, `canceled` once the signal aborts, `not_found` for a source or
 * playlist it does not know.
 */
export interface SourceCatalog {
  /** In configured order. */
  sources(signal: AbortSignal): Promise<readonly Source[]>;
  playlists(source: string, signal: AbortSignal): AsyncIterable<ListPage<ListedPlaylist>>;
  /** In the source's own order. */
  tracks(source: string, remotePlaylistId: string, signal: AbortSignal): AsyncIterable<ListPage<Track>>;
  files(source: string, signal: AbortSignal): AsyncIterable<readonly TrackFile[]>;
  /**
   * For a source with local files: songs that are new or described anew since a position, as whole descriptions, in the order
   * of their changes. Without a position, or with one of an index that was lost, all songs.
   */
  changedTracks(source: string, since: string | undefined, signal: AbortSignal): AsyncIterable<ChangedTracks>;
  /** The files of songs that changed since a position, of this list or of `changedTracks`. */
  changedFiles(source: string, since: string, signal: AbortSignal): AsyncIterable<ChangedFiles>;
}

export interface ScanProgress {
  readonly kind: 'progress';
  readonly done: number;
  /** 0 while the folders are still being walked. */
  readonly total: number;
  readonly current: string;
}

export interface ScanSummary {
  readonly kind: 'summary';
  readonly files: number;
  readonly added: number;
  readonly changed: number;
  readonly moved: number;
  readonly removed: number;
  readonly problemCount: number;
  /** Faults of files that an earlier scan told, and those that somebody set aside. */
  readonly knownFaultCount: number;
  readonly setAsideCount: number;
  /** Files with the same content as another; both are one track. */
  readonly duplicateCount: number;
  /** Unchanged files whose tags were read again, because an earlier version read less of them. */
  readonly reread: number;
  /** Not all of them: the first ones. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
}

/** Updates the source of the local folders; the summary comes last. */
export interface LibraryScanner {
  /**
   * @param folders undefined for the whole library, failing while another scan of it runs; otherwise only these, none for
   *   the whole, waiting for its turn
   */
  scan(signal: AbortSignal, folders?: readonly LibraryFolder[]): AsyncIterable<ScanProgress | ScanSummary>;
}

/** A library folder, or one below it. */
export interface LibraryFolder {
  /** Absolute. */
  readonly path: string;
  /** With everything below it, not only what lies in it. */
  readonly whole: boolean;
}

/** How a library folder is watched. */
export interface WatchedFolder {
  readonly path: string;
  readonly isWatched: boolean;
  /** Why it is not watched, or only looked at from time to time; empty otherwise. */
  readonly reason: string;
}

/** What the watch tells: how the folders are watched, or which have changed and come to rest. Others are signs of life. */
export interface LibraryNews {
  readonly watched: readonly WatchedFolder[];
  readonly changed: readonly LibraryFolder[];
}

/** Throws Faults like `SourceCatalog`. */
export interface LibraryFolders {
  /** The library folders, and how they are watched now. */
  watched(signal: AbortSignal): Promise<readonly WatchedFolder[]>;
  /** Watches for as long as it is read. */
  watch(signal: AbortSignal): AsyncIterable<LibraryNews>;
}
