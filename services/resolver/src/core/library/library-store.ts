import type { FileAssignment, OpenedFile } from './identify.js';
import type { FileKey, FoundFile, KnownFile, LookedPlaces, ScanProblem, StoredOutcome } from './model.js';
import type { ListedFile } from './track-description.js';
import type { TracksElsewhere } from './tracks-elsewhere.js';

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

/** What a scan compares against before it writes. */
export interface LibraryRecord {
  /** Those where it looked, and all that are gone. */
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
  /** @param places undefined for the whole library */
  record(places: LookedPlaces | undefined, signal: AbortSignal): Promise<LibraryRecord>;
  /** Those of all that are not gone with the audio of one of these, or of the track of one that was known. */
  relatedTo(files: readonly Pick<OpenedFile, 'audioHash' | 'known'>[], signal: AbortSignal): Promise<readonly KnownFile[]>;
  /** Whether a root has listed files besides these. */
  hasMusicBesides(root: string, files: readonly KnownFile[]): Promise<boolean>;
  /** The places of all listed files, in no order. */
  listedPlaces(signal: AbortSignal): Promise<readonly FileKey[]>;
  /** Stores what was read from files, outside the view. */
  stage(reads: readonly { readonly file: FoundFile; readonly outcome: StoredOutcome }[]): Promise<void>;
  /**
   * Makes the next view in one transaction: readers see the old view until `work` resolves, and keep it if `work`
   * throws or the process dies.
   */
  replaceView(work: (writer: LibraryWriter) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Names only the first `limit` duplicates. */
  standing(limit: number, signal: AbortSignal): Promise<LibraryStanding>;
}

/** The stores of one transaction; unusable after it. */
export interface LibraryWriter {
  readonly files: FileWriter;
  readonly tracks: ViewedTracks;
  readonly playlists: PlaylistWriter;
  saveMounts(mounts: readonly FileKey[]): Promise<void>;
  saveViewStamp(stamp: string): Promise<void>;
}

export interface FileWriter {
  /** For files that `apply` leaves as they are; their tracks count as changed once it ran. */
  saveCompanionStamps(changes: readonly { readonly file: FoundFile; readonly known: KnownFile }[]): Promise<void>;
  /** @param loaded the rows that the scan knows */
  elsewhere(loaded: readonly KnownFile[]): TracksElsewhere;
  /** Whether a file that was opened is the song that its row was, as far as both say; see `isSameSong`. */
  sameSong(row: KnownFile, file: FoundFile): boolean;
  /** `at`: the scan's time in ms. Opened files take over their staged data. */
  apply(assignments: readonly FileAssignment[], at: number, pause: () => Promise<void>): Promise<void>;
  markGone(rows: readonly KnownFile[], at: number): Promise<void>;
  /** Forgets rows gone before that time, and everything staged. */
  forget(goneBefore: number): Promise<void>;
}

/** The tracks of the view being made. */
export interface ViewedTracks {
  /** Those that came last, newest first; each by the file that stands for it. */
  newest(limit: number): readonly ListedFile[];
  /** The file that stands for a track. */
  file(trackId: string): ListedFile | undefined;
  /** The track of a listed file. */
  trackAt(place: FileKey): string | undefined;
}

export interface PlaylistWriter {
  saveFiles(files: readonly StoredPlaylistFile[]): Promise<void>;
  saveProblems(problems: PlaylistProblems): Promise<void>;
  /** Versions in the current view by id. */
  versions(): Promise<ReadonlyMap<string, string>>;
  put(playlist: LibraryPlaylist, trackIds: readonly string[]): Promise<void>;
  remove(remoteId: string): Promise<void>;
}
