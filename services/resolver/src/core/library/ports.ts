import type { FileKey, FileStamp, FoundFile, LibraryRoot, ReadOutcome } from './model.js';

/** What one folder holds. */
export interface FolderListing {
  readonly root: string;
  /** Relative to the root; empty for the root itself. */
  readonly folder: string;
  /** Why it could not be read, if it could not. */
  readonly unreadable: string | undefined;
  /** Nothing at all in it, not even files of other kinds. */
  readonly empty: boolean;
  /** Another device than the folder above: a mount point. */
  readonly mounted: boolean;
  readonly audio: readonly FoundFile[];
  readonly playlists: readonly FoundFile[];
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
}

export interface FolderWalker {
  /**
   * Lists every folder below the roots, each once, in no particular order. Hidden and system folders
   * and symbolic links are left out; a root inside another is walked as a root only. What cannot be
   * read is a listing, never an error. An abort ends it with the signal's reason.
   */
  walk(roots: readonly LibraryRoot[], signal: AbortSignal): AsyncIterable<FolderListing>;
}

export interface AudioReader {
  /** Opens one file. Damage and refusals are outcomes; only an abort throws. */
  read(file: FoundFile, signal: AbortSignal): Promise<ReadOutcome>;
}

export type PlaylistBytes =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly reason: string };

export interface PlaylistFileReader {
  /** The whole file, capped: a playlist beyond 8 MiB is `unreadable`. Only an abort throws. */
  read(key: FileKey, signal: AbortSignal): Promise<PlaylistBytes>;
  /** Where a path leads once symbolic links are followed; `undefined` if it leads nowhere. */
  realPath(path: string): Promise<string | undefined>;
}

/** SHA-256 of a text's UTF-8 bytes, in lower-case hex. Core has no cryptography of its own. */
export type Sha256Hex = (text: string) => string;

/** Lets other work of the process have its turn; called between batches. */
export type Pause = () => Promise<void>;

/** Whether two stamps are those of an unchanged file. */
export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}
