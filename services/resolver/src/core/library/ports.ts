import type { ChangedFolder, FileKey, FileStamp, FolderKey, FoundFile, LibraryRoot, ReadOutcome, ScanProblem } from './model.js';

/** The content of one folder. */
export interface FolderListing extends FolderKey {
  /** Why it could not be read; undefined if it was. */
  readonly unreadable: string | undefined;
  /** Completely empty, without even files of other kinds. */
  readonly empty: boolean;
  /** On another device than its parent: a mount point. */
  readonly mounted: boolean;
  /** Names of the folders in it that a walk enters. */
  readonly folders?: readonly string[];
  readonly audio: readonly FoundFile[];
  readonly playlists: readonly FoundFile[];
  /** One sound file of each format that is not read. */
  readonly unread: readonly FileKey[];
  readonly problems: readonly ScanProblem[];
}

export interface FolderWalker {
  /**
   * Lists every folder below the roots, each once, in no particular order. Hidden and system folders and symbolic
   * links are left out; a root inside another is walked as a root only. An unreadable folder gives a listing, never
   * an error. An abort throws the signal's reason.
   * @param folders only these; for one that is gone, the nearest folder above it that is still there
   */
  walk(roots: readonly LibraryRoot[], signal: AbortSignal, folders?: readonly ChangedFolder[]): AsyncIterable<FolderListing>;
}

export interface FileStamps {
  /** Of a file as it is now; undefined if it is gone or out of reach. */
  stampOf(file: FileKey): Promise<FileStamp | undefined>;
}

export interface AudioReader {
  /** Opens one file. Damage and refused access are outcomes; only an abort throws. */
  read(file: FoundFile, signal: AbortSignal): Promise<ReadOutcome>;
}

export type PlaylistBytes =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly reason: string };

export interface PlaylistFileReader {
  /** Reads the whole file; one larger than 8 MiB is `unreadable`. Only an abort throws. */
  read(key: FileKey, signal: AbortSignal): Promise<PlaylistBytes>;
  /** The path with symbolic links resolved; `undefined` if it leads nowhere. */
  realPath(path: string): Promise<string | undefined>;
}

/** SHA-256 of a text's UTF-8 bytes, in lower-case hex. Core has no cryptography of its own. */
export type Sha256Hex = (text: string) => string;

/** Yields to other work of the process; called between batches. */
export type Pause = () => Promise<void>;

/** Whether two stamps mean an unchanged file. */
export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}
