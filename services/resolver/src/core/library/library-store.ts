import type { FileAssignment } from './identify.js';
import type { FileKey, FoundFile, KnownFile, ScanProblem, StoredOutcome } from './model.js';
import type { ListedFile } from './track-description.js';

/** A file that an earlier, unfinished scan opened; it is not opened again. */
export interface StagedRead extends FoundFile {
  readonly kind: StoredOutcome['kind'];
  readonly fingerprint: string | undefined;
  readonly audioHash: string | undefined;
}

/** A playlist file as read, with its entries as written. */
export interface StoredPlaylistFile extends FoundFile {
  readonly title: string | undefined;
  readonly entries: readonly string[];
  /** Problems with the file itself. */
  readonly notes: readonly string[];
}

/** Problems found when playlist entries were looked up. */
export interface PlaylistProblems {
  readonly count: number;
  /** The first of them. */
  readonly named: readonly ScanProblem[];
}

/** A playlist of the library as listed, without its tracks. */
export interface LibraryPlaylist {
  readonly remoteId: string;
  readonly kind: 'toplist' | 'playlist_file';
  readonly name: string;
  readonly description: string | undefined;
  readonly version: string;
  /** Lists are sorted by this text. */
  readonly sortKey: string;
}

/** Everything that a scan compares against before it writes. */
export interface LibraryRecord {
  readonly files: readonly KnownFile[];
  readonly playlistFiles: readonly StoredPlaylistFile[];
  readonly mounts: readonly FileKey[];
  readonly staged: readonly StagedRead[];
  /** The rules and roots that made the current view; undefined if there is none. */
  readonly viewStamp: string | undefined;
}

/** The state of the library, for a scan's summary. */
export interface LibraryStanding {
  readonly files: number;
  readonly playlistProblems: PlaylistProblems;
  readonly duplicates: readonly { readonly path: string; readonly sameAs: string }[];
  readonly duplicateCount: number;
}

export interface LibraryStore {
  record(signal: AbortSignal): Promise<LibraryRecord>;
  /** Stores what was read from files, outside the view. */
  stage(reads: readonly { readonly file: FoundFile; readonly outcome: StoredOutcome }[]): Promise<void>;
  /**
   * Makes the next view in one transaction: readers see the old view until `work` resolves, and keep it if `work`
   * throws or the process dies.
   */
  replaceView(work: (writer: LibraryWriter) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Names only the first `limit` problems and duplicates. */
  standing(limit: number, signal: AbortSignal): Promise<LibraryStanding>;
}

/** The stores of one transaction; unusable after it. */
export interface LibraryWriter {
  readonly files: FileWriter;
  readonly playlists: PlaylistWriter;
  saveMounts(mounts: readonly FileKey[]): Promise<void>;
  saveViewStamp(stamp: string): Promise<void>;
}

export interface FileWriter {
  /** For files that `apply` leaves as they are; their tracks count as changed once it ran. */
  saveLyricsStamps(changes: readonly { readonly file: FoundFile; readonly known: KnownFile }[]): Promise<void>;
  /** Whether a file that was opened is the song that its row was, as far as both say; see `isSameSong`. */
  sameSong(row: KnownFile, file: FoundFile): boolean;
  /** `at`: the scan's time in ms. Opened files take over their staged data. */
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
  /** Versions in the current view by id. */
  versions(): Promise<ReadonlyMap<string, string>>;
  put(playlist: LibraryPlaylist, trackIds: readonly string[]): Promise<void>;
  remove(remoteId: string): Promise<void>;
}
