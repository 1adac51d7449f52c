import type { FileAssignment } from './identify.js';
import type { FileKey, FoundFile, KnownFile, ScanProblem, StoredOutcome } from './model.js';
import type { ListedFile } from './track-description.js';

/** A file that an earlier scan opened without coming to its end; it is not opened again. */
export interface StagedRead extends FoundFile {
  readonly kind: StoredOutcome['kind'];
  readonly fingerprint: string | undefined;
}

/** A playlist file as read, entries as written. */
export interface StoredPlaylistFile extends FoundFile {
  readonly title: string | undefined;
  readonly entries: readonly string[];
  /** What is wrong with the file itself. */
  readonly notes: readonly string[];
}

/** What was wrong with playlists when their entries were looked up. */
export interface PlaylistProblems {
  readonly count: number;
  /** The first of them. */
  readonly named: readonly ScanProblem[];
}

/** A playlist of the library as listed; everything but its tracks. */
export interface LibraryPlaylist {
  readonly remoteId: string;
  readonly kind: 'toplist' | 'playlist_file' | 'library';
  readonly name: string;
  /** Of an album, who made it. */
  readonly description: string | undefined;
  readonly version: string;
  /** Lists are in the order of this text. */
  readonly sortKey: string;
}

/** Everything that a scan compares with, before it writes. */
export interface LibraryRecord {
  readonly files: readonly KnownFile[];
  readonly playlistFiles: readonly StoredPlaylistFile[];
  readonly mounts: readonly FileKey[];
  readonly staged: readonly StagedRead[];
  /** Which rules made the present view, and of which roots; undefined if there is none. */
  readonly viewStamp: string | undefined;
}

/** How the library stands, for a scan's summary. */
export interface LibraryStanding {
  readonly files: number;
  readonly broken: readonly ScanProblem[];
  readonly brokenCount: number;
  readonly playlistProblems: PlaylistProblems;
  readonly duplicates: readonly { readonly path: string; readonly sameAs: string }[];
  readonly duplicateCount: number;
}

export interface LibraryStore {
  record(signal: AbortSignal): Promise<LibraryRecord>;
  /** Keeps what was read of files, outside the view. */
  stage(reads: readonly { readonly file: FoundFile; readonly outcome: StoredOutcome }[]): Promise<void>;
  /**
   * Makes the next view in one transaction: readers see the old one until `work` resolves, and go on
   * seeing it if `work` throws or the process dies.
   */
  replaceView(work: (writer: LibraryWriter) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** With the first `limit` problems and duplicates named. */
  standing(limit: number, signal: AbortSignal): Promise<LibraryStanding>;
}

/** The stores of one transaction; dead after it. */
export interface LibraryWriter {
  readonly files: FileWriter;
  readonly playlists: PlaylistWriter;
  saveMounts(mounts: readonly FileKey[]): Promise<void>;
  saveViewStamp(stamp: string): Promise<void>;
}

export interface FileWriter {
  /** `at`: milliseconds of the scan. Opened files take what was staged of them. */
  apply(assignments: readonly FileAssignment[], at: number, pause: () => Promise<void>): Promise<void>;
  markGone(rows: readonly KnownFile[], at: number): Promise<void>;
  /** Forgets rows gone before that time, and everything staged. */
  forget(goneBefore: number): Promise<void>;
  /** All listed files in the order in which they became known, read in batches. */
  listed(pause: () => Promise<void>): Promise<ListedFile[]>;
}

export interface PlaylistWriter {
  saveFiles(files: readonly StoredPlaylistFile[]): Promise<void>;
  saveProblems(problems: PlaylistProblems): Promise<void>;
  /** Versions of the present view by id. */
  versions(): Promise<ReadonlyMap<string, string>>;
  put(playlist: LibraryPlaylist, trackIds: readonly string[]): Promise<void>;
  remove(remoteId: string): Promise<void>;
}
